"""What can go wrong with an expression: it cannot be read, or it cannot be evaluated.

In: words and a place. Out: exceptions that carry them. It leaves to the definition what a bad expression is called, and
to the engine which error of the flow a failed evaluation becomes.
"""

from __future__ import annotations


class ExpressionError(ValueError):
    """A text that is no expression, or one that could never be evaluated.

    Attributes:
        message: what was found and what is allowed.
        offset: where in the text, from 0.
        hint: what to write instead, where that can be told; else empty.
    """

    def __init__(self, message: str, offset: int, hint: str = "") -> None:
        super().__init__(message, offset, hint)
        self.message = message
        self.offset = offset
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class EvaluationFailed(Exception):
    """An expression that has no value for these variables.

    Attributes:
        cause: the part of the expression, what it found, and what it takes.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Unfit(Exception):
    """Why a value is refused; whoever knows the expression adds the part that it stands in.

    Attributes:
        reason: what was found and what is allowed.
        hint: what to write instead, where that can be told; else empty.
    """

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason, hint)
        self.reason = reason
        self.hint = hint
