"""Names of columns that are words or numbers, or are not there."""

from __future__ import annotations

from tests.data.outcomes import Case, asks, gaps, points, refuses

NAMES_OR_ROW = "may name the columns or be the first row"

HEADERS: dict[str, Case] = {
    "pandas' numbers of columns above whole numbers": (
        "0,1\n5,2\n3,4\n",
        asks("header", {True: points("0 1", "5 2; 3 4"), False: points("x1 x2", "0 1; 5 2; 3 4")}, NAMES_OR_ROW),
    ),
    "pandas' numbers of columns above some fractions": (
        "0,1\n1.5,2\n3,4.25\n",
        asks(
            "header", {True: points("0 1", "1.5 2; 3 4.25"), False: points("x1 x2", "0 1; 1.5 2; 3 4.25")}, NAMES_OR_ROW
        ),
    ),
    "pandas' numbers of columns above fractions": ("0,1\n1.5,2.5\n3.5,4.25\n", points("0 1", "1.5 2.5; 3.5 4.25")),
    "pandas' numbers of columns and of rows": (
        ",0,1\n0,1.5,2\n1,3,4.25\n",
        points("0 1", "1.5 2; 3 4.25", "'column 1' only counts"),
    ),
    "pandas' numbers of columns of one series": (
        ",0\n0,1.5\n1,3\n2,4\n",
        points("0", "1.5; 3; 4", "'column 1' only counts"),
    ),
    "years": ("2019,2020\n1.5,2\n3,4.25\n", points("2019 2020", "1.5 2; 3 4.25")),
    "years behind a name": (
        "country,2019,2020\nA,1.5,2\nB,3,4.25\n",
        points("2019 2020", "1.5 2; 3 4.25", "'country' holds text"),
    ),
    "years behind an identifier": (
        "id,2019,2020\n1,1.5,2\n2,3,4.25\n",
        points("2019 2020", "1.5 2; 3 4.25", "'id' only counts"),
    ),
    "years above years": ("2019,2020\n2018,2021\n2017,2022\n", points("x1 x2", "2019 2020; 2018 2021; 2017 2022")),
    "a single year": (
        "2019\n1.5\n2.5\n",
        asks("header", {True: points("2019", "1.5; 2.5"), False: points("x1", "2019; 1.5; 2.5")}, NAMES_OR_ROW),
    ),
    "wavelengths": (
        "400,410,420,430\n.1,.2,.3,.4\n.2,.3,.4,.5\n",
        asks(
            "header",
            {
                True: points("400 410 420 430", ".1 .2 .3 .4; .2 .3 .4 .5"),
                False: points("x1 x2 x3 x4", "400 410 420 430; .1 .2 .3 .4; .2 .3 .4 .5"),
            },
            NAMES_OR_ROW,
        ),
    ),
    "numbers from one behind a name": (
        "label,1,2\na,1.5,2\nb,3,4.25\n",
        asks(
            "header",
            {
                True: points("1 2", "1.5 2; 3 4.25", "'label' holds text"),
                False: points("x2 x3", "1 2; 1.5 2; 3 4.25", "'x1' holds text"),
            },
            NAMES_OR_ROW,
        ),
    ),
    "numbers from one above fractions": (
        "1,2\n1.5,2.5\n3.5,4.25\n",
        asks(
            "header",
            {True: points("1 2", "1.5 2.5; 3.5 4.25"), False: points("x1 x2", "1 2; 1.5 2.5; 3.5 4.25")},
            NAMES_OR_ROW,
        ),
    ),
    "times behind a name": (
        "place,t,10,20\na,.5,1,2\nb,.75,3,4\n",
        points("t 10 20", ".5 1 2; .75 3 4", "'place' holds text"),
    ),
    "a word and a number": ("x,5\n1,2\n3,4\n", refuses("'x' in line 1")),
    "quoted numbers as names": ('"1","2"\n1.5,2\n3,4.25\n', points("1 2", "1.5 2; 3 4.25")),
    "no header": ("1.5,2\n3,4.25\n", points("x1 x2", "1.5 2; 3 4.25")),
    "two rows without a header": ("1,2\n3,4\n", points("x1 x2", "1 2; 3 4")),
    "two rows": ("x,y\n1,2\n3,4\n", points("x y", "1 2; 3 4")),
    "a gap in the first row without a header": (",2\n3,4\n5,6\n", gaps("1", "x1 x2", "3 4; 5 6")),
    "NA in the first row without a header": ("NA,2\n3,4\n5,6\n", gaps("1", "x1 x2", "3 4; 5 6")),
    "names without a row": ("x,y\n", refuses("has a header but no rows")),
    "names and one row": ("x,y\n1,2\n", refuses("leaves only 1 row")),
    "names that begin with digits": ("1st,2nd\n1.5,2\n3,4.25\n", points("1st 2nd", "1.5 2; 3 4.25")),
    "names in units": ("length (mm),weight [kg]\n1.5,2\n3,4.25\n", points("length (mm)|weight [kg]", "1.5 2; 3 4.25")),
    "names of two lines": ('"length\n(mm)",y\n1.5,2\n3,4.25\n', points("length (mm)|y", "1.5 2; 3 4.25")),
    "names in Greek and Chinese": ("μ,温度\n1.5,2\n3,4.25\n", points("μ 温度", "1.5 2; 3 4.25")),
    "the same name twice": (
        "a,b,a\n1,2,3\n3,4,5\n",
        points("a (column 1)|b|a (column 3)", "1 2 3; 3 4 5", "Columns 1 and 3 are both called 'a'"),
    ),
    "two tables side by side": (
        "x,y,,x,y\n1,2,,3,4\n5,6,,7,8\n",
        points(
            "x (column 1)|y (column 2)|x (column 4)|y (column 5)",
            "1 2 3 4; 5 6 7 8",
            "both called 'x'",
            "both called 'y'",
        ),
    ),
    "names that are taken": (
        "a,a,a (column 1)\n1,2,3\n3,4,5\n",
        points("a (column 1)|a (column 2)|a (column 1)'", "1 2 3; 3 4 5", "both called 'a'"),
    ),
    "a column without a name": ("x,,y\n1.5,7,2\n3,8,4.25\n", points("x|column 2|y", "1.5 7 2; 3 8 4.25")),
    "a name too few": ("x,y\n1.5,2,3\n4.5,5,6\n", refuses("Line 2 of file.csv has 3 cells where the header has 2")),
    "a name too many": ("x,y,z\n1.5,2\n4.5,5\n", refuses("Line 2 of file.csv has 2 cells where the header has 3")),
    "a name that is a word for missing": ("x,NA\n1,2\n3,4\n", points("x NA", "1 2; 3 4")),
    "a class called like the truth": ("x,true_component\n1,0\n3,1\n", points("x", "1; 3")),
    "a header in single quotes": ("'x','y'\n1.5,2\n3,4.25\n", points("x y", "1.5 2; 3 4.25")),
    "codes as names": ("X1,X2,X3\n1,2,3\n4,5,6\n", points("X1 X2 X3", "1 2 3; 4 5 6")),
    "dates as names": (
        "name,2020-01-01,2020-01-02\na,1,2\nb,3,4\n",
        points("2020-01-01 2020-01-02", "1 2; 3 4", "'name' holds text"),
    ),
    "dates as names of all columns": ("2020-01-01,2020-01-02\n1,2\n3,4\n", points("2020-01-01 2020-01-02", "1 2; 3 4")),
    "words alone": ("a,b\nx,y\nz,w\n", refuses("has no column of numbers")),
}
