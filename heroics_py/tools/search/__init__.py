"""The search of an API for what people ask.

    "which apps are in maintenance"
      -> question    the kind of link that is asked for, and weighed terms: app, then maintenance
      -> readings    the question by its words, and as the examples of requests say it that it is like
      -> index       the words of each link, weighed by their place: names, paths, parameters, fields, descriptions
      -> ranking     the links by how well their words and their kind fit, with the best of each reading in front

A word is known by its stem, by its root and by the concepts that it shares with other words.
"""
