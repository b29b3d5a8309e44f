"""The kinds of changes, and what each of them is."""

from collections.abc import Mapping

__all__ = ["KINDS"]

KINDS: Mapping[str, str] = {
    # the call
    "call-gone": "a call that the new schema does not have",
    "call-renamed": "a call with another spelling, found by its method and path, or its operation id",
    "call-taken-over": "the spelling of a call leads to another link now",
    "call-new": "a call that the old schema did not have",
    "arguments-refused": "arguments that the call took are refused now",
    "call-usable": "a call that could not be used before, because the schema was wrong",
    "call-unusable": "a call that can't be used any more, because the schema is wrong",
    "path-moved": "the same call goes to another path",
    "method-changed": "the same call uses another method",
    "deprecated": "a call, field or argument is deprecated now, or no longer",
    "stability-changed": 'another stability, such as "prototype"',
    "sunset": "a call has a date for its end now, or another one",
    # what is sent
    "argument-new": "a new argument that fills the path",
    "argument-gone": "an argument of the path that the call does not take any more",
    "argument-renamed": "an argument has another keyword",
    "arguments-reordered": "positional arguments have another order",
    "field-new": "a new optional field or parameter",
    "field-gone": "a field or parameter that the call does not take any more",
    "field-required": "a field or parameter that a call has to pass now",
    "field-optional": "a field or parameter that a call may leave out now",
    "spelling-changed": "several values of a parameter are spelled otherwise in a request",
    "field-moved": "a field is sent in another part of the request",
    "body-gone": "the call takes no body any more",
    "body-new": "the call takes a body now",
    "body-required": "a call has to pass a body now",
    "body-optional": "a call may leave out the body now",
    "media-type-changed": "the body or the answer has another media type",
    # what is answered
    "answer-field-gone": "a field that the answer does not have any more",
    "answer-field-new": "a new field of the answer",
    "answer-field-optional": "a field of the answer that may be missing now",
    "answer-field-required": "a field of the answer that is always there now",
    "answer-gone": "the call returns nothing now",
    "answer-new": "the call returns something now",
    "answer-kind-changed": "the call returns another kind of value, such as an object in place of a list",
    "answer-undescribed": "the new schema does not describe the answer any more",
    "success-new": "a further status of success",
    "success-gone": "a status of success that is not documented any more",
    "error-new": "a further documented error",
    "error-gone": "an error that is not documented any more",
    "error-changed": "the body of an error is another one",
    "header-gone": "a header field of the answer that is not documented any more",
    "paging-changed": "the list continues in another way",
    "order-changed": "the list can be ordered by other attributes",
    # values, both ways
    "type-narrowed": "fewer types of values",
    "type-widened": "further types of values",
    "type-changed": "another type of values",
    "enum-value-gone": "a listed value that is not allowed any more",
    "enum-value-new": "a further listed value",
    "limit-tightened": "a tighter limit, pattern or format",
    "limit-loosened": "a looser limit, pattern or format",
    "default-changed": "another default",
    "one-way-changed": "a field is read-only or write-only now, or no longer",
    "alternatives-changed": "other alternatives",
    "not-comparable": "a difference whose effect can't be decided",
    # the API
    "credentials-needed": "credentials are needed where none were",
    "credentials-changed": "other credentials are needed",
    "scopes-needed": "a token needs further scopes",
    "credentials-unneeded": "credentials are not needed any more",
    "server-changed": "another base URL",
    "text-changed": "another title or description",
}
"""What each kind of change is, by its name."""
