"""The search of an API for what people ask.

    "which apps are in maintenance"
      -> question    the kind of link that is asked for, and weighed terms: app, then maintenance
      -> index       the words of each link, weighed by their place: names, paths, parameters, fields, descriptions
      -> ranking     the links by how well their words and their kind fit

A word is known by its stem, by its root and by the concepts that it shares with other words.
"""
