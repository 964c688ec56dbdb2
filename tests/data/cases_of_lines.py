"""Lines that are no rows: titles, units, totals, notes, the header again."""

from __future__ import annotations

from tests.data.outcomes import Case, asks, gaps, points, refuses

XY = points("x y", "1 2; 3 4; 5 6")
X1X2 = points("x1 x2", "1 2; 3 4; 5 6")
FRACTIONS = points("x y", "1.5 2; 3 4.25")
BODY = "1,2\n3,4\n5,6\n"

LINES: dict[str, Case] = {
    "units": (
        "x,y\nmm,kg\n" + BODY,
        asks("skip_lines", {(2,): XY, (): refuses("'mm' in line 2")}, "Line 2 of file.csv looks like units"),
    ),
    "units in brackets": (
        "x;y\n[mm];[kg]\n1,5;2\n3;4,25\n",
        asks("skip_lines", {(2,): FRACTIONS, (): refuses("'[mm]' in line 2")}, "looks like units"),
    ),
    "units of some columns": ("x,y\n,kg\n" + BODY, asks("skip_lines", {(2,): XY, (): refuses("'kg' in line 2")})),
    "units below names, with a text": (
        "name,x,y\n,mm,°C\na,1,2\nb,3,4\n",
        asks(
            "skip_lines",
            {(2,): points("x y", "1 2; 3 4", "'name' holds text"), (): refuses("'mm' in line 2")},
            "looks like units",
        ),
    ),
    "types of columns": (
        "x,y\nfloat,float\n" + BODY,
        asks(
            "skip_lines",
            {
                (2,): XY,
                (1,): points("float (column 1)|float (column 2)", "1 2; 3 4; 5 6", "both called"),
                (): refuses("line 2"),
            },
        ),
    ),
    "two headers": (
        "length,weight\nx,y\n" + BODY,
        asks("skip_lines", {(2,): points("length weight", "1 2; 3 4; 5 6"), (1,): XY, (): refuses("line 2")}),
    ),
    "two headers, the first with gaps": ("first,\nx,y\n" + BODY, asks("skip_lines", {(1,): XY, (): refuses("line 2")})),
    "two headers of pandas": (
        ",a,a\n,x,y\n0,1,2\n1,3,4\n",
        asks(
            "skip_lines",
            {
                (2,): points("a (column 2)|a (column 3)", "1 2; 3 4", "'column 1' only counts", "both called 'a'"),
                (1,): points("x y", "1 2; 3 4", "'column 1' only counts"),
                (): refuses("line 2"),
            },
        ),
    ),
    "headers and units": (
        "x,y\nlength,weight\nmm,kg\n" + BODY,
        asks("skip_lines", {(2, 3): XY, (1, 3): points("length weight", "1 2; 3 4; 5 6"), (): refuses("line 2")}),
    ),
    "a title": (
        "My measurements\nx,y\n" + BODY,
        asks("skip_lines", {(1,): XY, (): refuses("Line 2")}, "Line 1 of file.csv looks like a title"),
    ),
    "a title filled up with separators": (
        "My measurements,\nx,y\n" + BODY,
        asks("skip_lines", {(1,): XY, (): refuses("line 2")}, "a title"),
    ),
    "a title and an empty line": (
        "My measurements\n\nx,y\n" + BODY,
        asks("skip_lines", {(1,): XY, (): refuses("Line 3")}),
    ),
    "a title above numbers, or a name above decimal commas": (
        "My measurements\n" + BODY,
        asks(
            "separator",
            {
                ",": asks("skip_lines", {(1,): X1X2, (): refuses("Line 2")}),
                ";": points("|My measurements", "1.2; 3.4; 5.6"),
            },
            "a single column",
        ),
    ),
    "a title above numbers with semicolons": (
        "My measurements\n1;2\n3;4\n5;6\n",
        asks("skip_lines", {(1,): X1X2, (): refuses("Line 2")}),
    ),
    "a name with blanks above certain decimal commas": (
        "waiting time\n1,05\n3,4\n5,6\n",
        points("|waiting time", "1.05; 3.4; 5.6"),
    ),
    "a price without cents": ("n;price\na;12.-\nb;13.-\n", refuses("'12.-' in line 2, column 'price'")),
    "a German price without cents": ("n;price\na;12,-\nb;13,-\n", refuses("'12,-' in line 2, column 'price'")),
    "a title of the whole width": (
        "Table 1,,\nx,y,z\n1,2,3\n4,5,6\n",
        asks("skip_lines", {(1,): points("x y z", "1 2 3; 4 5 6"), (): refuses("line 2")}),
    ),
    "a title with a comma": (
        "Measurements, by me, in 2020\nx,y\n" + BODY,
        asks("skip_lines", {(1,): XY, (): refuses("Line 2")}),
    ),
    "lines of an instrument": (
        "Instrument: A7\nDate: 31.01.2020\nOperator: Smith\nx;y\n1,5;2\n3;4,25\n",
        asks(
            "skip_lines",
            {(1, 2, 3): FRACTIONS, (): refuses("Line 4")},
            "Lines 1, 2 and 3 of file.csv look like a title",
        ),
    ),
    "pairs of an instrument": (
        "Instrument;A7\nSerial;1234\nt;x;y\n0;1,5;2\n1;3;4,25\n",
        asks("skip_lines", {(1, 2): points("t x y", "0 1.5 2; 1 3 4.25"), (): refuses("Line 3")}),
    ),
    "a file of Weka": (
        "@relation r\n@attribute x numeric\n@attribute y numeric\n@data\n1,2\n3,4\n5,6\n",
        asks("skip_lines", {(1, 2, 3, 4): X1X2, (): refuses("Line 5")}),
    ),
    "a total": (
        "x,y\n1,2\n3,4\n5,6\nTotal,12\n",
        asks("skip_lines", {(5,): XY, (): refuses("'Total' in line 5")}, "Line 5 of file.csv looks like a total"),
    ),
    "a total behind names": (
        "n,x\na,1\nb,3\nTotal,4\n",
        asks("skip_lines", {(4,): points("x", "1; 3", "'n' holds text"), (): points("x", "1; 3; 4", "'n' holds text")}),
    ),
    "a total in German": (
        "n;x\na;1,5\nb;3\nSumme;4,5\n",
        asks(
            "skip_lines",
            {(4,): points("x", "1.5; 3", "'n' holds text"), (): points("x", "1.5; 3; 4.5", "'n' holds text")},
        ),
    ),
    "a total below an empty line": (
        "n,x\na,1\nb,3\n\nGrand total,4\n",
        asks("skip_lines", {(5,): points("x", "1; 3", "'n' holds text"), (): points("x", "1; 3; 4", "'n' holds text")}),
    ),
    "mean and standard deviation": (
        "n,x\na,1\nb,3\nMean,2\nSD,1.41\n",
        asks(
            "skip_lines",
            {(4, 5): points("x", "1; 3", "'n' holds text"), (): points("x", "1; 3; 2; 1.41", "'n' holds text")},
        ),
    ),
    "a total and a note": (
        "n,x\na,1\nb,3\nTotal,4\nSource: me\n",
        asks(
            "skip_lines",
            {
                (4, 5): points("x", "1; 3", "'n' holds text"),
                (5,): points("x", "1; 3; 4", "'n' holds text"),
                (): refuses("Line 5"),
            },
        ),
    ),
    "a total at the end of the row": (
        "x,y,n\n1,2,a\n3,4,b\n4,6,Total\n",
        asks(
            "skip_lines",
            {(4,): points("x y", "1 2; 3 4", "'n' holds text"), (): points("x y", "1 2; 3 4; 4 6", "'n' holds text")},
        ),
    ),
    "words for totals among rows": ("n,x\nTotal,4\na,1\nb,3\n", points("x", "4; 1; 3", "'n' holds text")),
    "a note": (
        "x,y\n" + BODY + "Source: me\n",
        asks("skip_lines", {(5,): XY}, "Line 5 of file.csv has 1 cell where the header has 2"),
    ),
    "a note with a comma": (
        "x,y\n" + BODY + "Source: me, 2020\n",
        refuses("'Source: me' in line 5, column 'x'"),
    ),
    "a note filled up with separators": (
        "x,y\n" + BODY + "Source: me,\n",
        asks("skip_lines", {(5,): XY}),
    ),
    "a note below an empty line": ("x,y\n" + BODY + "\n* estimated\n", asks("skip_lines", {(6,): XY})),
    "two notes": (
        "x;y\n1,5;2\n3;4,25\n\nStand: 31.01.2020\n© Amt\n",
        asks("skip_lines", {(5, 6): FRACTIONS, (): refuses("Line 5")}),
    ),
    "a total above a note with separators": (
        "n;x;y\na;1;2\nb;3;4\nTotal;4;6\nState of 2020;;\n",
        asks(
            "skip_lines",
            {
                (4,): gaps("5", "x y", "1 2; 3 4", "'n' holds text"),
                (): gaps("5", "x y", "1 2; 3 4; 4 6", "'n' holds text"),
            },
        ),
    ),
    "the header at once again": (
        "x,y\nx,y\n1,2\n3,4\n5,6\n",
        asks("skip_lines", {(2,): XY, (): refuses("line 2")}, "the header again"),
    ),
    "number of rows of a database": ("x,y\n" + BODY + "(3 rows)\n", asks("skip_lines", {(5,): XY})),
    "the header again": (
        "x,y\n1,2\nx,y\n3,4\n",
        asks(
            "skip_lines",
            {(3,): points("x y", "1 2; 3 4"), (): refuses("'x' in line 3")},
            "Line 3 of file.csv looks like the header again",
        ),
    ),
    "the header again and again": (
        "x,y\n1,2\nx,y\n3,4\nx,y\n5,6\n",
        asks(
            "skip_lines",
            {(3, 5): XY, (): refuses("'x' in line 3")},
            "Lines 3 and 5 of file.csv look like the header again",
        ),
    ),
    "the header again at the end": (
        "x,y\n1,2\n3,4\n5,6\nx,y\n",
        asks("skip_lines", {(5,): XY, (): refuses("'x' in line 5")}),
    ),
    "a heading among rows": (
        "x,y\n1,2\nGroup B\n3,4\n",
        refuses("Line 3 of file.csv has 1 cell where the header has 2"),
    ),
    "a heading with separators among rows": ("x,y\n1,2\nGroup B,\n3,4\n5,6\n", refuses("'Group B' in line 3")),
    "another table below": ("x,y\n1,2\n3,4\n\na,b\n5,6\n7,8\n", refuses("'a' in line 5, column 'x'")),
    "a wider table below": ("x,y\n1,2\n3,4\n\na,b,c\n5,6,7\n", refuses("Line 5 of file.csv has 3 cells")),
    "too few cells": (
        "x,y,z\n1,2,3\n4,5\n7,8,9\n",
        refuses("Line 3 of file.csv has 2 cells where the header has 3: add"),
    ),
    "too many cells": (
        "x,y\n1,2\n3,4,5\n6,7\n",
        refuses("Line 3 of file.csv has 3 cells where the header has 2: remove"),
    ),
    "rows of separators between": ("x,y\n1,2\n,\n3,4\n ,\n5,6\n", XY),
    "a rule of dashes": ("x y\n--- ---\n1 2\n3 4\n5 6\n", asks("skip_lines", {(2,): XY, (): refuses("line 2")})),
    "a table of Markdown": (
        "| x | y |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |\n",
        asks("skip_lines", {(2,): XY, (): refuses("line 2")}),
    ),
    "a frame of psql": (
        " x | y \n---+---\n 1 | 2\n 3 | 4\n 5 | 6\n(3 rows)\n",
        asks("skip_lines", {(2, 6): XY, (): refuses("Line 2")}),
    ),
}
