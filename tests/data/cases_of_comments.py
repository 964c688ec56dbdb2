"""Lines that begin like comments: comments, or rows."""

from __future__ import annotations

from tests.data.outcomes import Case, gaps, points, refuses

XY = points("x y", "1 2; 3 4; 5 6")
X1X2 = points("x1 x2", "1 2; 3 4; 5 6")

COMMENTS: dict[str, Case] = {
    "an error of Excel in the first column": ("x,y\n1,2\n#DIV/0!,3\n4,5", gaps("3", "x y", "1 2; 4 5")),
    "an error of Excel in the first row": ("x,y\n#DIV/0!,3\n1,2\n4,5", gaps("2", "x y", "1 2; 4 5")),
    "errors of a German Excel": ("x;y\n1,5;2\n#WERT!;3\n#NV;4\n3;4,25\n", gaps("3 4", "x y", "1.5 2; 3 4.25")),
    "errors of a French Excel": ("x;y\n1,5;2\n#VALEUR!;3\n4;#N/A\n3;4,25\n", gaps("3 4", "x y", "1.5 2; 3 4.25")),
    "errors of a Spanish Excel": ("x;y\n1,5;2\n#¡VALOR!;3\n#¿NOMBRE?;4\n3;4,25\n", gaps("3 4", "x y", "1.5 2; 3 4.25")),
    "errors of an Italian and a Russian Excel": ("x;y\n1;2\n#N/D;3\n#ДЕЛ/0!;4\n3;4\n", gaps("3 4", "x y", "1 2; 3 4")),
    "an error of LibreOffice": ("x;y\n1;2\nErr:502;3\n3;4\n", gaps("3", "x y", "1 2; 3 4")),
    "an error of Excel in every language in a column of its own": (
        "x,y\n#REF!,2\n#BEZUG!,4\n#NUM!,6\n",
        points("y", "2; 4; 6"),
    ),
    "colours": (
        "colour,x,y\n#ff0000,1,2\n#00ff00,3,4\n#0000ff,5,6\n",
        points("x y", "1 2; 3 4; 5 6", "'colour' holds text"),
    ),
    "colours without a header": (
        "#ff0000,1,2\n#00ff00,3,4\n#0000ff,5,6\n",
        points("x2 x3", "1 2; 3 4; 5 6", "'x1' holds text"),
    ),
    "colours behind semicolons and decimal commas": (
        "Farbe;x;y\n#f00;1,5;2\n#0f0;3;4,25\n",
        points("x y", "1.5 2; 3 4.25", "'Farbe' holds text"),
    ),
    "hashtags, one with a gap": ("tag,x,y\n#a,1,2\n#b,,4\n#c,5,6\n", gaps("3", "x y", "1 2; 5 6", "'tag' holds text")),
    "a header of a hash": ("#,x,y\n1,1.5,2\n2,3,4.25\n", points("x y", "1.5 2; 3 4.25", "'#' only counts")),
    "a header that begins with a hash without a blank": ("#x,y\n1,2\n3,4\n5,6\n", XY),
    "names in a comment": ("# x,y\n1,2\n3,4\n5,6\n", XY),
    "names in a comment of gnuplot": ("# x y\n1 2\n3 4\n\n\n5 6\n", XY),
    "names in a comment of MATLAB": ("% x y\n1 2\n3 4\n5 6\n", XY),
    "names in a comment, with tabs": ("#x\ty\n1\t2\n3\t4\n5\t6\n", XY),
    "a comment that names nothing": ("# made by hand\n1,2\n3,4\n5,6\n", X1X2),
    "a comment with as many commas as the table": ("# 2020-01-31, 12:00\n1,2\n3,4\n5,6\n", X1X2),
    "a comment of numbers": ("# 10, 20\n1,2\n3,4\n5,6\n", X1X2),
    "comments of NumPy above a header": ("# a\n# b, c\n\nx,y\n1,2\n3,4\n5,6\n", XY),
    "percent comments": ("% Recorded 2020-01-31\n% Hz\nx,y\n1,2\n3,4\n5,6\n", XY),
    "slashes": ("// instrument 7\nx;y\n1;2\n3;4\n5;6\n", XY),
    "an empty line above whole numbers": ("\n1,2\n3,4\n5,6\n", X1X2),
    "a line of blanks above whole numbers": (" \n\t\n1,2\n3,4\n5,6\n", X1X2),
    "a comment among the rows": ("x,y\n1,2\n# a thought\n3,4\n5,6\n", XY),
    "a comment filled up with separators": ("x,y,z\n1,2,3\n# a thought,,\n3,4,5\n", points("x y z", "1 2 3; 3 4 5")),
    "a comment of another width below": ("x,y\n1,2\n# a, b, c\n3,4\n#\n5,6\n", XY),
    "a comment of as many words as columns": ("x y\n1 2\n# note\n3 4\n5 6\n", XY),
    "errors of Excel in many languages": (
        "x,y\n1,2\n#DIV/0!,3\n3,#WERT!\n#NV,3\n3,#VALEUR!\n#¡DIV/0!,3\n3,#N/D\n#ДЕЛ/0!,3\n3,#BEZUG!\n4,5\n",
        gaps("3 4 5 6 7 8 9 10", "x y", "1 2; 4 5"),
    ),
    "a hash that identifies": ("#,x,y\n7,1,2\n3,3,4\n9,5,6\n", points("x y", "1 2; 3 4; 5 6", "'#' only identifies")),
    "a comment at the end": ("x,y\n1,2\n3,4\n5,6\n# end of file\n", XY),
    "a row with a hash": ("x,y\n1,2\n#3,4\n5,6\n", refuses("'#3' in line 3, column 'x'")),
    "a row with a hash and a blank": ("x,y\n1,2\n# 3,4\n5,6\n", refuses("'# 3' in line 3, column 'x'")),
    "a row with a hash in a single column": ("x\n1\n#3\n5\n", refuses("'#3' in line 3, column 'x'")),
    "a row with a percent sign": ("x,y\n1,2\n%3,4\n5,6\n", refuses("'%3' in line 3, column 'x'")),
    "a comment behind a number": ("x,y\n1,2 # sure?\n3,4\n5,6\n", refuses("'2 # sure?' in line 2, column 'y'")),
    "a hash in a quoted cell of two lines": (
        'n,x,y\n"a\n# b",1,2\nc,3,4\n',
        points("x y", "1 2; 3 4", "'n' holds text"),
    ),
    "a percent sign in a quoted cell of two lines": (
        'n,x,y\n"a\n% b, 7",1,2\nc,3,4\n',
        points("x y", "1 2; 3 4", "'n' holds text"),
    ),
    "quoted hashes": ('tag,x,y\n"#a",1,2\n"#b",3,4\n', points("x y", "1 2; 3 4", "'tag' holds text")),
    "numbers of places": ("place,x\n#1,4\n#2,5\n#3,6\n", points("x", "4; 5; 6", "'place' holds text, such as '#1'")),
    "slashes in a column of paths": (
        "path,x,y\n//a/b,1,2\n//c/d,3,4\n",
        points("x y", "1 2; 3 4", "'path' holds text"),
    ),
    "names above units in comments": ("#x,y\n#mm,kg\n1,2\n3,4\n5,6\n", XY),
    "names between rules in comments": ("# ---\n# x y\n# ---\n1 2\n3 4\n5 6\n", XY),
    "a column that was too narrow": ("x,y\n1,2\n####,3\n4,5\n", refuses("too narrow")),
    "a column called per cent": ("%,x\n10,1\n20,2\n", points("%|x", "10 1; 20 2")),
}
