"""What is known of the directives of reStructuredText, by name."""

CODE = frozenset({"code", "code-block", "sourcecode", "parsed-literal", "math", "prompt"}) | {
    "doctest",
    "testcode",
    "testoutput",
}
"""Below them stands code."""

SILENT = frozenset(
    {"image", "contents", "toctree", "module", "include", "literalinclude", "index", "meta"}
    | {"default-role", "raw", "role", "currentmodule", "highlight"}
)
"""They tell readers nothing."""

AUTOMATIC = frozenset({"automodule", "autoclass", "autofunction", "autoexception", "autodata"}) | {
    "automethod",
    "autoattribute",
    "autoproperty",
}
"""They name what is documented elsewhere; below them stands what there is to add."""

TOLD = frozenset(
    {"attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning"}
    | {"admonition", "seealso", "todo", "topic", "sidebar", "rubric", "centered", "figure", "math"}
    | {"versionadded", "versionchanged", "versionremoved", "deprecated"}
    | {"class", "exception", "method", "function", "attribute", "property", "data", "option"}
    | {"classmethod", "staticmethod", "decorator", "describe", "object", "envvar", "confval"}
)
"""What follows them is for readers, though it be one word."""
