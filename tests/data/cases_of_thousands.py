"""Marks that part thousands or mark decimals."""

from __future__ import annotations

from tests.data.outcomes import Case, asks, gaps, points, refuses

THOUSANDS: dict[str, Case] = {
    "points that part thousands, perhaps": (
        "x;y\n1.250;31\n31.500;47\n990;51\n",
        asks(
            "thousands",
            {".": points("x y", "1250 31; 31500 47; 990 51"), "": points("x y", "1.25 31; 31.5 47; 990 51")},
            "1.250 in line 2",
        ),
    ),
    "the same in a single column": (
        "x\n990\n1.250\n31.500\n",
        asks(
            "thousands", {".": points("x", "990; 1250; 31500"), "": points("x", "990; 1.25; 31.5")}, "1.250 in line 3"
        ),
    ),
    "the same between tabs": (
        "x\ty\n1.250\t31\n990\t51\n",
        asks("thousands", {".": points("x y", "1250 31; 990 51"), "": points("x y", "1.25 31; 990 51")}),
    ),
    "the same without a header": (
        "1.250;31\n31.500;47\n990;51\n",
        asks(
            "thousands",
            {".": points("x1 x2", "1250 31; 31500 47; 990 51"), "": points("x1 x2", "1.25 31; 31.5 47; 990 51")},
        ),
    ),
    "the same with a gap and a minus": (
        "x;y\n-1.250;31\n;47\n990;51\n",
        asks("thousands", {".": gaps("3", "x y", "-1250 31; 990 51"), "": gaps("3", "x y", "-1.25 31; 990 51")}),
    ),
    "quoted commas, some cells without": (
        'x,y\n"1,250",31\n"31,500",47\n990,51\n',
        asks(
            "thousands",
            {",": points("x y", "1250 31; 31500 47; 990 51"), "": points("x y", "1.25 31; 31.5 47; 990 51")},
        ),
    ),
    "commas between semicolons, some cells without": (
        "x;y\n1,250;31\n31,500;47\n990;51\n",
        asks(
            "thousands",
            {",": points("x y", "1250 31; 31500 47; 990 51"), "": points("x y", "1.25 31; 31.5 47; 990 51")},
        ),
    ),
    "all cells with three decimals": ("x,y\n1.250,31\n31.500,47\n", points("x y", "1.25 31; 31.5 47")),
    "all cells with three digits behind a point, between semicolons": (
        "x;y\n1.250;31\n31.500;47\n",
        asks("thousands", {".": points("x y", "1250 31; 31500 47"), "": points("x y", "1.25 31; 31.5 47")}),
    ),
    "all commas between semicolons with three decimals": (
        "x;y\n1,500;2,125\n3,250;4,000\n",
        points("x y", "1.5 2.125; 3.25 4"),
    ),
    "three decimals beside 0.5": ("x;y\n1.250;31\n0.500;47\n2;51\n", points("x y", "1.25 31; 0.5 47; 2 51")),
    "three decimals beside 1.5": ("x;y\n1.250;31\n1.5;47\n2;51\n", points("x y", "1.25 31; 1.5 47; 2 51")),
    "three decimals beside 2.25": ("x\n1.125\n2.25\n1\n", points("x", "1.125; 2.25; 1")),
    "three decimals beside 1990": ("x;y\n1.250;31\n1990;47\n2;51\n", points("x y", "1.25 31; 1990 47; 2 51")),
    "three decimals beside decimals in another column": (
        "x;y\n1.250;3.1\n31.500;4.7\n990;5.1\n",
        points("x y", "1.25 3.1; 31.5 4.7; 990 5.1"),
    ),
    "German thousands with decimals": (
        "x;y\n1.234,56;2\n2.345,50;3\n99,00;4\n",
        asks("thousands", {".": points("x y", "1234.56 2; 2345.5 3; 99 4")}, "1.234,56 in line 2"),
    ),
    "English thousands with decimals": (
        'x,y\n"1,234.56",2\n"2,345.50",3\n99.00,4\n',
        asks("thousands", {",": points("x y", "1234.56 2; 2345.5 3; 99 4")}, "1,234.56 in line 2"),
    ),
    "English thousands between tabs": (
        "x\ty\n1,234.56\t2\n2,345.50\t3\n",
        asks("thousands", {",": points("x y", "1234.56 2; 2345.5 3")}),
    ),
    "Swiss thousands": (
        "x;y\n1’234.50;2\n2’345.25;3\n",
        asks("thousands", {"'": points("x y", "1234.5 2; 2345.25 3")}, "1’234.50 in line 2"),
    ),
    "Swiss thousands with a straight apostrophe": (
        "x;y\n1'234.50;2\n12.25;3\n",
        asks("thousands", {"'": points("x y", "1234.5 2; 12.25 3")}),
    ),
    "French thousands": (
        "x;y\n1 234,50;2\n2 345,25;3\n",
        asks("thousands", {" ": points("x y", "1234.5 2; 2345.25 3")}),
    ),
    "French thousands with blanks that do not break": (
        "x;y\n1\u00a0234,50;2\n12\u202f345,25;3\n",
        asks("thousands", {" ": points("x y", "1234.5 2; 12345.25 3")}),
    ),
    "millions": (
        "x;y\n1.250.000;31\n2.500.000;47\n",
        asks("thousands", {".": points("x y", "1250000 31; 2500000 47")}),
    ),
    "English millions": (
        'x,y\n"1,250,000",31\n990,47\n',
        asks("thousands", {",": points("x y", "1250000 31; 990 47")}),
    ),
    "quoted thousands beside decimal points": (
        'x,y\n"1,250",0.5\n"31,500",1.5\n',
        asks("thousands", {",": points("x y", "1250 .5; 31500 1.5")}),
    ),
    "thousands between semicolons beside decimal points": (
        "x;y\n1,250;0.5\n31,500;1.5\n",
        asks("thousands", {",": points("x y", "1250 .5; 31500 1.5")}),
    ),
    "Indian lakhs": ('x,y\n"12,34,567",1\n"2,34,567",2\n', refuses("'12,34,567' in line 2, column 'x'")),
    "a marked number far below": (
        "x;y\n" + 3000 * "12;1\n" + "1.250;2\n",
        asks(
            "thousands",
            {".": points("x y", 3000 * "12 1;" + "1250 2"), "": points("x y", 3000 * "12 1;" + "1.25 2")},
            "line 3002",
        ),
    ),
    "a decimal comma far below": ("x;y\n" + 3000 * "12;1\n" + "1,5;2\n", points("x y", 3000 * "12 1;" + "1.5 2")),
    "a point among decimal commas": (
        "x;y\n1,5;2\n1.250;3\n2,5;4\n",
        asks("thousands", {".": points("x y", "1.5 2; 1250 3; 2.5 4")}, "1.250 in line 3"),
    ),
    "a short point among decimal commas": ("x;y\n1,5;2\n3.7;3\n2,5;4\n", refuses("'3.7' in line 3, column 'x'")),
    "commas and points in two columns": ("x;y\n1,5;2.5\n3,5;4.5\n", refuses("column 'y'")),
}
