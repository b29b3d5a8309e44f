"""How lists continue: rules of values, without I/O.

::

    Paging (model/paging)     how a list continues, stated by somebody or recognised (recognition)
      |
      +- continuation         a response -> its items, what brings the next page, what it says of the whole list
      |    +- paths, urls     values within a response; a URL with another query field
      +- counting             numbered pages and offsets: whether another page follows, and what can't be right
"""
