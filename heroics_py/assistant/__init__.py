"""The assistant's door: an API as four tools of the Model Context Protocol.

An assistant finds a link, reads its description, calls it, and asks for the next page. Whatever it passes, it reaches
the links of one API and nothing else: no file, no environment, no other origin, no option of the client.

    tool         does                                    module
    -----------  --------------------------------------  ----------------------------------------
    find         searches the links by words             `directory`
    describe     the arguments of a link; with           `descriptions`, `previews`, `write_tokens`
                 arguments, the request and a token
    call         sends it, and cuts what comes back      `call_arguments`, `permissions`, `calls`, `answers`
    next_page    what was cut off                        `parted_answers`, `pages`

`Assistant` is the four of them; nothing but `sdk` knows the SDK. What the tools return is a `Reply`: our own words,
apart from what the schema or the API says, which is data (`replies`), without secrets (`credentials`) and with every
character visible (`visible_text`).
"""
