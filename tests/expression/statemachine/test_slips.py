"""What is said of texts that are no expressions: text to offset, message and hint."""

from __future__ import annotations

import pytest

VALUE = 'expected a value, as in $Input.name, 12, "text" or length(...)'
OPERATOR = "expected an operator (== != < <= > >= in && ||) or the end"
OPERATORS = "the operators are == != < <= > >= in && || !"
NAMED = "a variable has a name, as in $Input.name"
NO_CALCULATION = "an expression does not calculate"
QUOTES = "a variable begins with '$', a text stands in quotes"
BRACES = "an expression stands as it is"


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        # It ends early, or a value is missing.
        ("", 0, f"found the end; {VALUE}", ""),
        ("  ", 2, f"found the end; {VALUE}", ""),
        ("$Input.a ==", 11, f"found the end; {VALUE}", ""),
        ("$Input.a == 1 &&", 16, f"found the end; {VALUE}", ""),
        ("!", 1, f"found the end; {VALUE}", ""),
        ("== 1", 0, f"found '=='; {VALUE}", ""),
        ("$Input.a == && 1", 12, f"found '&&'; {VALUE}", ""),
        ("in $Input", 0, f"found 'in'; {VALUE}", ""),
        ("()", 1, f"found ')'; {VALUE}", ""),
        # A value too much.
        ("1 2", 2, f"found '2'; {OPERATOR}", ""),
        ("'a' \"b\n\"", 4, f"found '\"b\\n\"'; {OPERATOR}", ""),
        ("$Input.a $Input.b", 9, f"found '$Input'; {OPERATOR}", ""),
        ("$Input.a, 1", 8, f"found ','; {OPERATOR}", ""),
        # Brackets.
        ("(1", 2, "found the end; expected ')' for the '(' at column 1", ""),
        ("1)", 1, "found ')' without its '('", ""),
        ("1]", 1, "found ']' without its '['", ""),
        ("1}", 1, "found '}' without its '{'", ""),
        ("(1]", 2, "found ']'; expected ')' for the '(' at column 1", ""),
        ("[1", 2, "found the end; expected ',' or ']' for the '[' at column 1", ""),
        ("[1 2]", 3, "found '2'; expected ',' or ']' for the '[' at column 1", ""),
        ("[1,]", 3, f"found ']'; {VALUE}", ""),
        ("[,]", 1, f"found ','; {VALUE}", ""),
        ("length(1", 8, "found the end; expected ',' or ')' for the '(' at column 7", ""),
        ("length($Input.a", 15, "found the end; expected ',' or ')' for the '(' at column 7", ""),
        ("format('{}' $Input)", 12, "found '$Input'; expected ',' or ')' for the '(' at column 7", ""),
        # Objects.
        ("{a: 1}", 1, "found 'a'; expected a key in quotes", "did you mean '\"a\"'?"),
        ("{1: 1}", 1, "found '1'; expected a key in quotes", ""),
        ('{"a" 1}', 5, "found '1'; expected ':' behind the key 'a'", ""),
        ('{"a"}', 4, "found '}'; expected ':' behind the key 'a'", ""),
        ('{"a": 1,}', 8, "found '}'; expected a key in quotes", ""),
        ('{"a": 1, "a": 2}', 9, "the key 'a' stands twice in one object", ""),
        ('{"a": 1', 7, "found the end; expected ',' or '}' for the '{' at column 1", ""),
        # Operators of other languages.
        ("$Input.a = 1", 9, f"found '='; {OPERATORS}", "did you mean '=='?"),
        ("= $Input.a", 0, "found '='; an expression stands as it is", "remove it"),
        (" =$Input.a", 1, "found '='; an expression stands as it is", "remove it"),
        ("(= 1)", 1, f"found '='; {OPERATORS}", "did you mean '=='?"),
        ("$Input.a === 1", 9, f"found '==='; {OPERATORS}", "did you mean '=='?"),
        ("$Input.a !== 1", 9, f"found '!=='; {OPERATORS}", "did you mean '!='?"),
        ("$Input.a <> 1", 9, f"found '<>'; {OPERATORS}", "did you mean '!='?"),
        ("$Input.a => 1", 9, f"found '=>'; {OPERATORS}", "did you mean '>='?"),
        ("$Input.a =< 1", 9, f"found '=<'; {OPERATORS}", "did you mean '<='?"),
        ("$Input.a & true", 9, f"found '&'; {OPERATORS}", "did you mean '&&'?"),
        ("$Input.a | true", 9, f"found '|'; {OPERATORS}", "did you mean '||'?"),
        ("$Input.a := 1", 9, "found ':='; an expression assigns nothing", "did you mean '=='?"),
        ("$Input.a =~ 'x'", 9, "found '=~'; a function tests a text", "write regexMatchString(pattern, text)"),
        ("$Input.a !~ 'x'", 9, "found '!~'; a function tests a text", "write !regexMatchString(pattern, text)"),
        ("$Input.a ? 1 : 2", 9, "found '?'; an expression does not choose", "let a Choice state choose"),
        ("$Input.a ?? 1", 9, "found '??'; an expression does not choose", "let a Choice state choose"),
        ("$Input?.a", 6, "found '?.'; a path that leads nowhere is null by itself", "did you mean '.'?"),
        ("1 < 2 < 3", 6, "comparisons do not chain", "join two of them with &&"),
        ("$Input.a == 1 == true", 14, "comparisons do not chain", "join two of them with &&"),
        ("1 in [1] in [true]", 9, "comparisons do not chain", "join two of them with &&"),
        # Arithmetic.
        (
            "$Input.n + 1",
            9,
            f"found '+'; {NO_CALCULATION}",
            'write intAdd(a, b) for whole numbers, format("{}{}", a, b) for texts',
        ),
        ("$Input.n - 1", 9, f"found '-'; {NO_CALCULATION}", "write intAdd(a, -b) for whole numbers"),
        ("(1 - 1)", 3, f"found '-'; {NO_CALCULATION}", "write intAdd(a, -b) for whole numbers"),
        ("$Input.n * 2", 9, f"found '*'; {NO_CALCULATION}", "let a function do it"),
        ("$Input.n / 2", 9, f"found '/'; {NO_CALCULATION}", "let a function do it"),
        ("$Input.n % 2", 9, f"found '%'; {NO_CALCULATION}", "let a function do it"),
        # Words of other languages.
        ("$Input.a and true", 9, f"found 'and'; {OPERATOR}", "did you mean '&&'?"),
        ("$Input.a OR true", 9, f"found 'OR'; {OPERATOR}", "did you mean '||'?"),
        ("not $Input.a", 0, f"found 'not'; {VALUE}", "did you mean '!'?"),
        ("NOT $Input.a", 0, f"found 'NOT'; {VALUE}", "did you mean '!'?"),
        ("$Input.a == True", 12, f"found 'True'; {VALUE}", "did you mean 'true'?"),
        ("$Input.a == FALSE", 12, f"found 'FALSE'; {VALUE}", "did you mean 'false'?"),
        ("$Input.a == None", 12, f"found 'None'; {VALUE}", "did you mean 'null'?"),
        ("$Input.a == undefined", 12, f"found 'undefined'; {VALUE}", "did you mean 'null'?"),
        ("$Input.a is null", 9, f"found 'is'; {OPERATOR}", "did you mean '=='?"),
        ("$Input.a eq 1", 9, f"found 'eq'; {OPERATOR}", "did you mean '=='?"),
        ('"k" not in $Input', 4, f"found 'not'; {OPERATOR}", "write !(key in object)"),
        ("$Input contains 'k'", 7, f"found 'contains'; {OPERATOR}", "write value in array"),
        ("$Input.a like 'k%'", 9, f"found 'like'; {OPERATOR}", "write regexMatchString(pattern, text)"),
        ("1 if $Input.a", 2, f"found 'if'; {OPERATOR}", "let a Choice state choose"),
        ("if $Input.a", 0, f"found 'if'; {VALUE}", "let a Choice state choose"),
        ("$Input.a IN [1]", 9, f"found 'IN'; {OPERATOR}", "did you mean 'in'?"),
        # Variables without their sign, and with one of another language.
        ("$.x == 1", 0, f"found '$.x'; {NAMED}", "did you mean '$Input.x'?"),
        ("1 == $.a.b", 5, f"found '$.a.b'; {NAMED}", "did you mean '$Input.a.b'?"),
        ("$ == 1", 0, f"found '$'; {NAMED}", "did you mean '$Input'?"),
        ("$[0]", 0, f"found '$'; {NAMED}", "did you mean '$Input'?"),
        ("$$.Execution.Name", 0, f"found '$$.Execution.Name'; {NAMED}", "did you mean '$Context.Execution.Name'?"),
        ("${Input.name}", 0, f"found '${{'; {BRACES}", "write $Input.name, without braces"),
        ("${$Input.name}", 0, f"found '${{'; {BRACES}", "write $Input.name, without braces"),
        ("${name}", 0, f"found '${{'; {BRACES}", "write $Input.name, without braces"),
        ("{{Input.name}}", 1, "found '{'; expected a key in quotes", "an expression stands as it is, without braces"),
        ("Input.x == 1", 0, "found 'Input.x'; a variable begins with '$'", "did you mean '$Input.x'?"),
        (
            "context.Current",
            0,
            "found 'context.Current'; a variable begins with '$'",
            "did you mean '$Context.Current'?",
        ),
        ("Global", 0, "found 'Global'; a variable begins with '$'", "did you mean '$Global'?"),
        ("$Input.x == ready", 12, f"found 'ready'; {QUOTES}", 'write $Input.ready or "ready"'),
        ("x == 1 =", 0, f"found 'x'; {QUOTES}", 'write $Input.x or "x"'),
        (f"{'a' * 50} == 1", 0, f"found '{'a' * 21}...'; {VALUE}", ""),
        # Functions behind their value, without arguments, with a part taken of their result.
        ("$Input.l.length()", 8, "found '.length('; a function stands before its value", "write length($Input.l)"),
        ("1 < $Input.l.size()", 12, "found '.size('; a function stands before its value", "write length($Input.l)"),
        ("$Input.a.trim()", 8, "found '.trim('; a function stands before its value", ""),
        (
            f"$Input.{'a' * 50}.length()",
            57,
            "found '.length('; a function stands before its value",
            "write length(value)",
        ),
        ("$Input(1)", 6, "found '(' behind a path; a function has a name, as in length(...)", ""),
        ("$Input['a'](1)", 11, "found '(' behind a path; a function has a name, as in length(...)", ""),
        ("length == 1", 0, "found 'length' without arguments", "write length(...)"),
        ("length($Input).a", 0, "`length($Input).a` looks for a key in a number", ""),
        ("($Input).a", 8, f"found '.'; {OPERATOR}", "write get(value, key) for a part of what is no path"),
        ('["a"][0]', 5, f"found '['; {OPERATOR}", "write get(value, key) for a part of what is no path"),
        ("$Input .a", 7, f"found '.'; {OPERATOR}", "a path has no blanks"),
        ("$Input [0]", 7, f"found '['; {OPERATOR}", "a path has no blanks"),
        # Texts and numbers.
        ('"text', 0, 'the text that begins here is not ended by "', ""),
        ("1 == 'text", 5, "the text that begins here is not ended by '", ""),
        ("`text", 0, "the text that begins here is not ended by `", ""),
        (r'"text\"', 0, 'the text that begins here is not ended by "', ""),
        (
            r'"a\d"',
            2,
            "found the escape '\\d', which JSON does not know",
            "write a backslash as \\\\, or the text in `back-quotes`",
        ),
        ("12abc", 0, "found '12abc'; a number is written as in 12, 12.5 or 1e3", ""),
        ("1.", 0, "found '1.'; a number is written as in 12, 12.5 or 1e3", ""),
        ("0x1F", 0, "found '0x1F'; a number is written as in 12, 12.5 or 1e3", ""),
        ("1_000", 0, "found '1_000'; a number is written as in 12, 12.5 or 1e3", ""),
        ("1e999", 0, "found '1e999', a number that JSON cannot carry", ""),
        ("1" * 5000, 0, f"found '{'1' * 21}...', a number that JSON cannot carry", ""),
        # Characters of other keyboards, and those that mean nothing.
        ("$Input.a \uff1d\uff1d 1", 9, f"found '\uff1d'; {OPERATORS}", "did you mean '=='?"),
        ("($Input.a\uff09", 9, f"found '\uff09'; {OPERATORS}", "did you mean ')'?"),
        ("$Input.a ≥ 1", 9, f"found '≥'; {OPERATORS}", "did you mean '>='?"),
        ("“x”", 0, "found '“'; text is written in \", ' or `", "did you mean '\"'?"),
        ("$Input.a\u3000== 1", 8, "found '\\u3000'; a blank is a plain space", ""),
        ("$Input.a\xa0== 1", 8, "found '\\xa0'; a blank is a plain space", ""),
        ("$Input.a == 1;", 13, "found ';', which begins nothing in an expression", ""),
        ("# a", 0, "found '#', which begins nothing in an expression", ""),
        ("1\x00", 1, "found '\\x00', which begins nothing in an expression", ""),
    ],
)
def test_what_is_no_expression_says_why_and_where(text, offset, message, hint, complaint_of):
    assert complaint_of(text) == (offset, message, hint)
