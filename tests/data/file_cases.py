"""Files as people have them, and what a careful person would read in each."""

from __future__ import annotations

from tests.data.outcomes import Outcome, asks, gaps, points, refuses

XY = points("x y", "1 2; 3 4; 5 6")
X1X2 = points("x1 x2", "1 2; 3 4; 5 6")
FRACTIONS = points("x y", "1.5 2; 3 4.25")
BOM = b"\xef\xbb\xbf"

Case = tuple[str | bytes, Outcome]

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
    "all cells with three decimals": ("x;y\n1.250;31\n31.500;47\n", points("x y", "1.25 31; 31.5 47")),
    "three decimals beside 0.5": ("x;y\n1.250;31\n0.500;47\n2;51\n", points("x y", "1.25 31; 0.5 47; 2 51")),
    "three decimals beside 1.5": ("x;y\n1.250;31\n1.5;47\n2;51\n", points("x y", "1.25 31; 1.5 47; 2 51")),
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

DRESSED: dict[str, Case] = {
    "minus signs of typographers": ("x,y\n\u22121,2\n3,\u22124.5\n5,1e\u22122\n", points("x y", "-1 2; 3 -4.5; 5 .01")),
    "dashes for minus": ("x;y\n–1,5;2\n3;–4,25\n", points("x y", "-1.5 2; 3 -4.25")),
    "minus behind": ("x,y\n1.5-,2\n3,4-\n", points("x y", "-1.5 2; 3 -4")),
    "minus apart": ("x,y\n- 1.5,2\n3,- 4\n", points("x y", "-1.5 2; 3 -4")),
    "plus signs": ("x,y\n+1.5,2\n3,+4\n", points("x y", "1.5 2; 3 4")),
    "parentheses": ("x,y\n1,(1.50)\n2,(2.50)\n", refuses("'(1.50)' in line 2, column 'y'")),
    "parentheses among plain numbers": ("x,y\n1,1.50\n2,(2.50)\n3,3\n", refuses("'(2.50)' in line 3, column 'y'")),
    "a currency behind": ("x,y\n1,12.50 EUR\n2,13.75 EUR\n", refuses("'12.50 EUR' in line 2, column 'y'")),
    "a currency in front": ("x,y\n1,¥12\n2,¥13\n", refuses("'¥12' in line 2, column 'y'")),
    "dollars with thousands": ('x,y\n1,"$1,234.50"\n2,"$2,345.00"\n', refuses("'$1,234.50' in line 2, column 'y'")),
    "euros": ("x;y\n1;12,50 €\n2;13,75 €\n", refuses("'12,50 €' in line 2, column 'y'")),
    "francs": ("x;y\n1;CHF 12.50\n2;CHF 13.75\n", refuses("'CHF 12.50' in line 2, column 'y'")),
    "francs with a dash": ("x;y\n1;12.—\n2;13.—\n", refuses("in line 2, column 'y'")),
    "a unit": ("x,y\n1,12 mm\n2,13 mm\n", refuses("'12 mm' in line 2, column 'y'")),
    "a unit close to the number": ("x,y\n1,12mm\n2,13mm\n", refuses("'12mm' in line 2, column 'y'")),
    "two units": ("x,y\n1,900 g\n2,1.2 kg\n", refuses("'900 g' in line 2, column 'y'")),
    "degrees": ("x,y\n1,21.5°C\n2,22 °C\n", refuses("'21.5°C' in line 2, column 'y'")),
    "a rare unit": ("x,y\n1,12 furlongs\n2,13 furlongs\n", refuses("'12 furlongs' in line 2, column 'y'")),
    "an error of measurement": ("x,y\n1,1.5±0.1\n2,1.7 ± 0.1\n", refuses("'1.5±0.1' in line 2, column 'y'")),
    "an error in parentheses": ("x,y\n1,1.5 (0.1)\n2,1.7 (0.1)\n", refuses("'1.5 (0.1)' in line 2, column 'y'")),
    "an error in concise notation": ("x,y\n1,1.52(3)\n2,1.71(4)\n", refuses("'1.52(3)' in line 2, column 'y'")),
    "Excel's formulas of texts": ('x;y\n="12";2\n="-3.5";4\n', points("x y", "12 2; -3.5 4")),
    "quoted formulas of texts": ('x,y\n"=""12""",2\n"=""-3.5""",4\n', points("x y", "12 2; -3.5 4")),
    "exponents of Fortran": ("x,y\n1.0D+03,2\n3d-1,4\n", points("x y", "1000 2; .3 4")),
    "Fortran without the letter": ("x,y\n1.0+103,2\n1.5-104,4\n", refuses("'1.0+103' in line 2, column 'x'")),
    "stars of an overflow": ("x,y\n1.5,2\n*****,4\n3,5\n", refuses("'*****' in line 3, column 'x'")),
    "per cent": ("x,y\n1,10%\n2,20 %\n", refuses("'10%' in line 2, column 'y'")),
    "per cent only once": ("x,y\n1,10\n2,20%\n3,30\n", refuses("'20%' in line 3, column 'y'")),
    "stars of significance": ("x,y\n1,1.5*\n2,2.5**\n", refuses("'1.5*' in line 2, column 'y'")),
    "below the limit of detection": ("x,y\n1,<0.5\n2,1.5\n3,2.5\n", refuses("'<0.5' in line 2, column 'y'")),
    "about": ("x,y\n1,~1.5\n2,ca. 2.5\n", refuses("'~1.5' in line 2, column 'y'")),
    "powers of ten": ("x,y\n1,1.5×10^3\n2,2.5x10^4\n", refuses("'1.5×10^3' in line 2, column 'y'")),
    "underscores": ("x,y\n1,1_000\n2,2_000\n", refuses("'1_000' in line 2, column 'y'")),
    "fractions": ("x,y\n1,1/2\n2,3/4\n", refuses("'1/2' in line 2, column 'y'")),
    "signs for fractions": ("x,y\n1,½\n2,¾\n3,1½\n", refuses("'½' in line 2, column 'y'")),
    "complex numbers": ("x,y\n1,1+2j\n2,3-4j\n", refuses("'1+2j' in line 2, column 'y'")),
    "degrees and minutes": ("x;y\n1;52°31'12\"N\n2;48°08'14\"N\n", refuses("in line 2, column 'y'")),
    "an exponent in pieces": ("x,y\n1,1.5E\n2,2.5E+\n", refuses("'1.5E' in line 2, column 'y'")),
    "a question mark behind": ("x,y\n1,1.5?\n2,2.5\n3,3\n", refuses("'1.5?' in line 2, column 'y'")),
    "brackets": ("x,y\n1,[1.5]\n2,[2.5]\n", refuses("'[1.5]' in line 2, column 'y'")),
    "hexadecimal numbers": ("x,y\n1,0x1F\n2,0x2A\n", points("x", "1; 2", "'y' holds text, such as '0x1F'")),
    "ordinals": ("x,y\n1,1st\n2,2nd\n3,3rd\n", points("x", "1; 2; 3", "'y' holds text, such as '1st'")),
    "ranges": ("x,y\n1,10-20\n2,20-30\n", points("x", "1; 2", "'y' holds text, such as '10-20'")),
    "times": ("x,y\n1,12:30\n2,13:45\n", points("x", "1; 2", "'y' holds dates or times, such as '12:30'")),
    "Roman numerals": ("x,y\n1,IV\n2,XII\n", points("x", "1; 2", "'y' holds text")),
    "versions": ("x,y\n1,1.2.3\n2,1.2.4\n", points("x", "1; 2", "'y' holds text")),
    "names with digits": ("x,y\n1,A12\n2,B7\n", points("x", "1; 2", "'y' holds text")),
    "seats": ("x,y\n1,12a\n2,12b\n", points("x", "1; 2", "'y' holds text")),
    "chromosomes": ("x,y\n1,1p36\n2,2q11\n", points("x", "1; 2", "'y' holds text")),
    "postcodes of Britain": ("x,y\n1,SW1A 1AA\n2,M1 1AE\n", points("x", "1; 2", "'y' holds text")),
    "addresses in the net": ("x,y\n1,192.168.0.1\n2,10.0.0.1\n", points("x", "1; 2", "'y' holds text")),
    "scores": ("x,y\n1,3:1\n2,0:0\n", points("x", "1; 2", "'y' holds")),
    "Arabic digits": ("x,y\n1,١٢\n2,٣\n", points("x y", "1 12; 2 3")),
    "digits of full width": ("x,y\n1,１２\n2,３．５\n", points("x y", "1 12; 2 3.5")),
    "blanks that do not break": ("x,y\n1,\u00a012\n2,3\u00a0\n", points("x y", "1 12; 2 3")),
    "marks without a width": ("x,y\n1,\u200b12\n2,\u200e3\n", points("x y", "1 12; 2 3")),
    "infinite": ("x,y\n1,inf\n2,3\n4,5\n", refuses("'inf' in line 2, column 'y'")),
    "a sign for infinite": ("x,y\n1,-∞\n2,3\n4,5\n", refuses("'-∞' in line 2, column 'y'")),
    "a letter O for a zero": ("x,y\n1,1O\n2,20\n3,30\n", refuses("'1O' in line 2, column 'y'")),
    "a letter l for a one": ("x,y\n1,l2\n2,20\n3,30\n", refuses("'l2' in line 2, column 'y'")),
    "two points": ("x,y\n1,1..5\n2,20\n3,30\n", refuses("'1..5' in line 2, column 'y'")),
    "a word among numbers": ("x,y\n1,10\n2,broken\n3,30\n", refuses("'broken' in line 3, column 'y'")),
    "words and numbers in halves": ("x,y\n1,10\n2,low\n", refuses("'low' in line 3, column 'y'")),
    "a word for a large number of cells": ("x,y\n1,10\n2,low\n3,low\n", points("x", "1; 2; 3", "'y' holds text")),
    "big whole numbers": ("x,y\n1,9007199254740993\n2,5\n", refuses("'9007199254740993' in line 2, column 'y'")),
    "big whole numbers beside a gap": ("x,y\n1,9007199254740993\n2,\n3,5\n", refuses("'9007199254740993' in line 2")),
    "big whole numbers that are exact": ("x\n9007199254740994\n2\n", points("x", "9007199254740994; 2")),
    "negative big whole numbers": ("x\n-9007199254740993\n2\n", refuses("'-9007199254740993' in line 2")),
    "big whole numbers with a decimal zero": ("x\n9007199254740993.0\n2\n", refuses("'9007199254740993.0' in line 2")),
    "numbers of twenty digits": ("x\n12345678901234567891\n2\n", refuses("'12345678901234567891' in line 2")),
    "huge numbers": ("x\n1e141\n2\n", refuses("'1e141' in line 2")),
    "numbers beyond floats": ("x\n1e999\n2\n", refuses("'1e999' in line 2")),
    "tiny numbers": ("x\n1e-300\n2.5E-5\n-1e-7\n", points("x", "1e-300; 2.5e-5; -1e-7")),
    "exponents without a point": ("x,y\n1e5,2\n2E-3,4\n1.e2,5\n", points("x y", "1e5 2; 2e-3 4; 100 5")),
    "exponents with a decimal comma": ("x;y\n1,5E+03;2\n2,5E-01;4\n", points("x y", "1500 2; .25 4")),
    "no digit in front of the mark": ("x,y\n.5,2\n-.25,4\n", points("x y", ".5 2; -.25 4")),
    "no digit behind the mark": ("x,y\n1.,2\n3.,4\n", points("x y", "1 2; 3 4")),
    "many digits": ("x\n0.1000000000000000055511151231257827\n2\n", points("x", ".1; 2")),
}

MISSING: dict[str, Case] = {
    "gaps": ("x,y\n1,2\n,3\n4,\n5,6\n", gaps("3 4", "x y", "1 2; 5 6")),
    "NA of R": ("x,y\n1,2\nNA,3\n4,NA\n5,6\n", gaps("3 4", "x y", "1 2; 5 6")),
    "points of Stata and SAS": ("x,y\n1,2\n.,3\n4,.\n5,6\n", gaps("3 4", "x y", "1 2; 5 6")),
    "blanks of SPSS": ("x,y\n1,2\n ,3\n4, \n5,6\n", gaps("3 4", "x y", "1 2; 5 6")),
    "#NULL! of SPSS": ("x,y\n1,2\n#NULL!,3\n4,#NULL!\n5,6\n", gaps("3 4", "x y", "1 2; 5 6")),
    "dashes": ("x,y\n1,2\n-,3\n4,–\n5,6\n", gaps("3 4", "x y", "1 2; 5 6")),
    "question marks of Weka": ("x,y\n1,2\n?,3\n4,?\n5,6\n", gaps("3 4", "x y", "1 2; 5 6")),
    "NULL of databases": ("x,y\n1,2\nNULL,3\n4,\\N\n5,6\n", gaps("3 4", "x y", "1 2; 5 6")),
    "nan of NumPy": ("1.0 2.0\nnan 3.0\n4.0 nan\n5.0 6.0\n", gaps("2 3", "x1 x2", "1 2; 5 6")),
    "quoted empty cells": ('x,y\n"1","2"\n"","3"\n"5","6"\n', gaps("3", "x y", "1 2; 5 6")),
    "k. A.": ("x;y\n1;2\nk. A.;3\n4;5\n6;7\n", gaps("3", "x y", "1 2; 4 5; 6 7")),
    "n/a and words": ("x,y\n1,2\nn/a,3\nmissing,4\n5,6\n", refuses("'missing' in line 4, column 'x'")),
    "a column of dashes": ("x,y,z\n1,2,-\n3,4,-\n", points("x y", "1 2; 3 4")),
    "an empty column between": ("x,,y\n1,,2\n3,,4\n", points("x y", "1 2; 3 4")),
    "gaps in a column of text only": ("n,x,y\na,1,2\n,3,4\n", points("x y", "1 2; 3 4", "'n' holds text")),
    "a gap behind a name at the end": ("n,x\nAnna,1\nBob,2\nCarl,\n", gaps("4", "x", "1; 2", "'n' holds text")),
    "gaps in the last row": ("x,y\n1,2\n3,4\n5,\n", gaps("4", "x y", "1 2; 3 4")),
    "a row of gaps": ("x,y,n\n1,2,a\n,,b\n5,6,c\n", gaps("3", "x y", "1 2; 5 6", "'n' holds text")),
    "-999 twice": ("x\n4.5\n-999\n5.25\n-999\n4.75\n", points("x", "4.5; -999; 5.25; -999; 4.75", "holds -999 twice")),
    "-99 among ages": ("age\n34\n-99\n51\n-99\n28\n", points("age", "34; -99; 51; -99; 28", "holds -99 twice")),
    "9999 among temperatures": (
        "t;u\n1,5;9999\n2,5;7\n3;9999\n4;8\n5;6\n",
        points("t u", "1.5 9999; 2.5 7; 3 9999; 4 8; 5 6", "holds 9999 twice"),
    ),
    "1e30 among small values": ("x\n1\n1e30\n2\n1e30\n3\n", points("x", "1; 1e30; 2; 1e30; 3", "holds 1e+30 twice")),
    "99 among values up to 120": ("x\n99\n120\n60\n99\n80\n", points("x", "99; 120; 60; 99; 80")),
    "999 in a counter": ("x,y\n998,1.5\n999,2.5\n1000,3\n", points("x y", "998 1.5; 999 2.5; 1000 3")),
}

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

IDENTIFIERS: dict[str, Case] = {
    "id": ("id,x\n1,1.5\n2,3\n3,4\n", points("x", "1.5; 3; 4", "'id' only counts the rows")),
    "ID that does not count": ("ID;x\n17;1,5\n4;3\n99;4\n", points("x", "1.5; 3; 4", "'ID' only identifies the rows")),
    "Nr.": ("Nr.;x;y\n1;1,5;2\n2;3;4,25\n", points("x y", "1.5 2; 3 4.25", "'Nr.' only counts")),
    "lfd. Nr.": ("lfd. Nr.;x;y\n1;1,5;2\n2;3;4,25\n", points("x y", "1.5 2; 3 4.25", "'lfd. Nr.' only counts")),
    "N°": ("N°;x;y\n1;1,5;2\n2;3;4,25\n", points("x y", "1.5 2; 3 4.25", "'N°' only counts")),
    "index": ("index,x\n0,1.5\n1,3\n2,4\n", points("x", "1.5; 3; 4", "'index' only counts")),
    "an index that measures": ("index,x\n3,1.5\n1,3\n3,4\n", points("index x", "3 1.5; 1 3; 3 4")),
    "acid is no identifier": ("acid,x\n12,1.5\n17,3\n14,4\n", points("acid x", "12 1.5; 17 3; 14 4")),
    "num_rooms is no number of a row": (
        "num_rooms,x\n12,1.5\n17,3\n14,4\n",
        points("num_rooms x", "12 1.5; 17 3; 14 4"),
    ),
    "NO_2 is no number of a row": ("NO_2,x\n12,1.5\n17,3\n14,4\n", points("NO_2 x", "12 1.5; 17 3; 14 4")),
    "customer_id": (
        "customer_id,x\n1001,1.5\n1005,3\n1003,4\n",
        points("x", "1.5; 3; 4", "'customer_id' only identifies"),
    ),
    "PassengerId": (
        "PassengerId,Age,Fare\n1,22,7.25\n2,38,71.28\n3,26,7.93\n",
        points("Age Fare", "22 7.25; 38 71.28; 26 7.93", "'PassengerId' only counts"),
    ),
    "Id of Kaggle's iris": (
        "Id,SepalLengthCm,Species\n1,5.1,Iris-setosa\n2,4.9,Iris-setosa\n",
        points("SepalLengthCm", "5.1; 4.9", "'Id' only counts", "'Species' holds text"),
    ),
    "identifiers of 19 digits": (
        "id,x\n1234567890123456789,1.5\n1234567890123456790,3\n",
        points("x", "1.5; 3", "'id' only identifies"),
    ),
    "identifiers with a letter once": ("id,x\n17,1.5\n4,3\n9b,4\n", points("x", "1.5; 3; 4", "'id' only identifies")),
    "identifiers of persons who come twice": (
        "id,x\n7,1.5\n7,3\n4,4\n4,5\n",
        points("x", "1.5; 3; 4; 5", "'id' only identifies"),
    ),
    "identifiers with a gap": ("id,x\n1,1.5\n,3\n3,4\n", points("x", "1.5; 3; 4", "'id' only identifies")),
    "007": ("agent,x\n007,1.5\n006,3\n", points("x", "1.5; 3", "'agent' holds codes, such as 007")),
    "codes, one with a zero": (
        "plz;x\n80331;1,5\n01067;3\n",
        points("x", "1.5; 3", "'plz' holds codes, such as 01067"),
    ),
    "quoted codes": ('zip,x\n"02134",1.5\n"94105",3\n', points("x", "1.5; 3", "'zip' holds codes, such as 02134")),
    "codes of Excel": ('zip,x\n="02134",1.5\n="94105",3\n', points("x", "1.5; 3", "'zip' holds codes, such as ")),
    "zeros in front of decimals are no codes": ("x,y\n00.5,2\n01.5,4\n", points("x y", ".5 2; 1.5 4")),
    "zeros alone are no codes": ("x,y\n0,2\n0,4\n1,3\n", points("x y", "0 2; 0 4; 1 3")),
    "days as numbers": (
        "date,x\n20200131,1.5\n20200201,3\n20200202,4\n",
        points("x", "1.5; 3; 4", "'date' holds dates"),
    ),
    "years are values": ("year,x\n2019,1.5\n2020,2.5\n2021,4\n", points("year x", "2019 1.5; 2020 2.5; 2021 4")),
    "a counter without a name": (",x,y\n1,1.5,2\n2,3,4.25\n", points("x y", "1.5 2; 3 4.25", "'column 1' only counts")),
    "a counter called Unnamed": (
        "Unnamed: 0,x,y\n0,1.5,2\n1,3,4.25\n",
        points("x y", "1.5 2; 3 4.25", "'Unnamed: 0' only counts"),
    ),
    "two counters called Unnamed": (
        "Unnamed: 0.1,Unnamed: 0,x\n0,0,1.5\n1,1,3\n",
        points("x", "1.5; 3", "'Unnamed: 0.1' only counts", "'Unnamed: 0' only counts"),
    ),
    "a counter alone": ("id\n1\n2\n3\n", refuses("has no column of numbers ('id' only counts the rows")),
    "a counter without header is a value": ("1,1.5\n2,3\n3,4\n", points("x1 x2", "1 1.5; 2 3; 3 4")),
    "time in steps is a value": ("t,x\n0,1.5\n1,3\n2,4\n", points("t x", "0 1.5; 1 3; 2 4")),
    "hex identifiers": ("uuid,x\n3f2a,1.5\n77b1,3\n12,4\n", points("x", "1.5; 3; 4", "'uuid'")),
    "row names of R's write.table": (
        '"x" "y"\n"1" 1.5 2\n"2" 3 4.25\n',
        points("x y", "1.5 2; 3 4.25", "'row names' only names"),
    ),
    "row names of R's write.csv": (
        '"","x","y"\n"1",1.5,2\n"2",3,4.25\n',
        points("x y", "1.5 2; 3 4.25", "'column 1' only counts"),
    ),
    "row names of R's write.csv2": (
        '"";"x";"y"\n"1";1,5;2\n"2";3;4,25\n',
        points("x y", "1.5 2; 3 4.25", "'column 1' only counts"),
    ),
    "cars as row names": (
        '"","mpg","cyl"\n"Mazda RX4",21,6\n"Datsun 710",22.8,4\n',
        points("mpg cyl", "21 6; 22.8 4", "'column 1' holds text"),
    ),
    "cars as row names without a name": (
        '"mpg" "cyl"\n"Mazda RX4" 21 6\n"Datsun 710" 22.8 4\n',
        points("mpg cyl", "21 6; 22.8 4", "'row names'"),
    ),
    "row names in disorder": ('"","x","y"\n"17",1.5,2\n"4",3,4.25\n', points("x y", "1.5 2; 3 4.25", "'column 1'")),
    "factors of R": ('"x" "g"\n"1" 1.5 "a"\n"2" 3 "b"\n', points("x", "1.5; 3", "'row names'", "'g' holds text")),
    "booleans of R": ('"x","ok"\n1.5,TRUE\n3,FALSE\n', points("x", "1.5; 3", "'ok' holds text, such as 'True'")),
    "booleans of Python": ("x,ok\n1.5,True\n3,False\n", points("x", "1.5; 3", "'ok' holds text, such as 'True'")),
    "booleans of Excel": ("x;ok\n1,5;WAHR\n3;FALSCH\n", points("x", "1.5; 3", "'ok' holds text")),
    "booleans with a gap": (
        "x,ok\n1.5,true\n3,\n4,false\n",
        points("x", "1.5; 3; 4", "'ok' holds text, such as 'True'"),
    ),
}

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

GERMAN = "Größe;y\r\n1,5;2\r\n3;4,25\r\n"
GERMAN_POINTS = points("Größe y", "1.5 2; 3 4.25")

LAYOUTS: dict[str, Case] = {
    "UTF-8 with a mark": (BOM + GERMAN.encode(), GERMAN_POINTS),
    "UTF-8 with a mark above whole numbers": (BOM + b"1,2\n3,4\n5,6\n", X1X2),
    "UTF-8 with a mark above a comment": (BOM + b"# x,y\n1,2\n3,4\n5,6\n", XY),
    "UTF-8 with a mark in front of a quotation mark": (BOM + b'"x","y"\n1,2\n3,4\n5,6\n', XY),
    "Unicode text of Excel": (GERMAN.replace(";", "\t").encode("utf-16"), GERMAN_POINTS),
    "UTF-16, little end first, without a mark": (GERMAN.encode("utf-16-le"), GERMAN_POINTS),
    "UTF-16, big end first, without a mark": (GERMAN.encode("utf-16-be"), GERMAN_POINTS),
    "Windows-1252": (GERMAN.encode("cp1252"), GERMAN_POINTS),
    "Windows-1252 with euros": ("Preis €;y\n1,5;2\n3;4,25\n".encode("cp1252"), points("Preis €|y", "1.5 2; 3 4.25")),
    "Latin-1": ("Größe\x81;y\n1,5;2\n3;4,25\n".encode("latin-1"), points("Größe\x81|y", "1.5 2; 3 4.25")),
    "line ends of Windows": ("x,y\r\n1,2\r\n3,4\r\n5,6\r\n", XY),
    "line ends of old Macintoshes": ("x,y\r1,2\r3,4\r5,6\r", XY),
    "mixed line ends": ("x,y\r\n1,2\n3,4\r5,6", XY),
    "line ends twice": ("x,y\r\r\n1,2\r\r\n3,4\r\r\n5,6\r\r\n", XY),
    "Ctrl-Z at the end": ("x,y\n1,2\n3,4\n5,6\n\x1a", XY),
    "Ctrl-Z and Windows": ("x,y\r\n1,2\r\n3,4\r\n5,6\r\n\x1a\r\n", XY),
    "no line end": ("x,y\n1,2\n3,4\n5,6", XY),
    "empty lines at the end": ("x,y\n1,2\n3,4\n5,6\n\n\n \n", XY),
    "empty lines between all": ("x,y\n\n1,2\n\n3,4\n\n5,6\n\n", XY),
    "rows of separators at the end": ("x;y;;\n1;2;;\n3;4;;\n5;6;;\n;;;\n;;;\n", XY),
    "tabs": ("x\ty\n1\t2\n3\t4\n5\t6\n", XY),
    "tabs and decimal commas": ("x\ty\n1,5\t2\n3\t4,25\n", FRACTIONS),
    "bars": ("x|y\n1|2\n3|4\n5|6\n", XY),
    "blanks of any number": ("  x    y\n1.5    2\n  3 4.25\n", FRACTIONS),
    "blanks and tabs": ("x \t y\n1.5\t 2\n3 \t4.25\n", FRACTIONS),
    "blanks and decimal commas": ("x y\n1,5 2,0\n3,0 4,25\n", FRACTIONS),
    "commas and blanks": ("x, y\n1.5, 2\n3, 4.25\n", FRACTIONS),
    "semicolons and blanks": ("x ; y\n1,5 ; 2\n3 ; 4,25\n", FRACTIONS),
    "semicolons and decimal points": ("x;y\n1.5;2\n3;4.25\n", FRACTIONS),
    "separators at the end": ("x,y,\n1.5,2,\n3,4.25,\n", FRACTIONS),
    "separators at the end of rows": ("x,y\n1.5,2,\n3,4.25,\n", FRACTIONS),
    "separators at the front": (",x,y\n,1.5,2\n,3,4.25\n", FRACTIONS),
    "blanks at the end of lines": ("x,y \n1.5,2 \n3,4.25 \n", FRACTIONS),
    "the separator named by Excel": ("sep=;\nx;y\n1,5;2\n3;4,25\n", FRACTIONS),
    "the separator named by Excel in quotes": ('"sep=,"\nx,y\n1.5,2\n3,4.25\n', FRACTIONS),
    "the separator named by Excel, a tab": ("sep=\t\nx\ty\n1,5\t2\n3\t4,25\n", FRACTIONS),
    "the separator named by Excel, with a mark": (BOM + b"sep=;\r\nx;y\r\n1,5;2\r\n3;4,25\r\n", FRACTIONS),
    "all cells quoted": ('"x","y"\n"1.5","2"\n"3","4.25"\n', FRACTIONS),
    "all cells quoted, decimal commas": ('"x","y"\n"1,5","2,0"\n"3,0","4,25"\n', FRACTIONS),
    "decimal commas quoted where there are some": ('x,y\n"1,5",2\n3,"4,25"\n', FRACTIONS),
    "blanks in quoted cells": ('x,y\n" 1.5 ","2"\n3," 4.25"\n', FRACTIONS),
    "separators in quoted names": ('"x, left",y\n1.5,2\n3,4.25\n', points("x, left|y", "1.5 2; 3 4.25")),
    "separators in quoted texts": ('n,x\n"Smith, John",1\n"Doe, Jane",3\n', points("x", "1; 3", "'n' holds text")),
    "quotation marks in quoted texts": ('n,x\n"6"" pipe",1\n"8"" pipe",3\n', points("x", "1; 3", "'n' holds text")),
    "quotation marks in bare texts": ('n,x\n6" pipe,1\n8" pipe,3\n', points("x", "1; 3", "'n' holds text")),
    "apostrophes": ("n,x\nO'Brien,1\nD'Arcy,3\n", points("x", "1; 3", "'n' holds text")),
    "line ends in quoted texts": ('n,x\n"a\nb",1\n"c\n\nd",3\n', points("x", "1; 3", "'n' holds text")),
    "commas in bare texts": ("n;x\nSmith, John;1,5\nDoe, Jane;3\n", points("x", "1.5; 3", "'n' holds text")),
    "a quotation mark that stays open": ('x,y\n1,"2\n3,4\n5,6\n', refuses("never closed")),
    "a single column": ("x\n1\n2\n3\n", points("x", "1; 2; 3")),
    "a single column without a header": ("1\n2\n3\n", points("x1", "1; 2; 3")),
    "a single column of decimal commas": ("x\n1,5\n2,25\n3\n", points("x", "1.5; 2.25; 3")),
    "a single column with blanks in its name": ("waiting time\n1\n2\n3\n", points("|waiting time", "1; 2; 3")),
    "a single column of whole numbers with commas in the first row": (
        "1,5\n2,25\n3,75\n",
        points("x1 x2", "1 5; 2 25; 3 75"),
    ),
    "a single row": ("1,2,3\n", refuses("leaves only 1 row")),
    "a single number": ("7\n", refuses("leaves only 1 row")),
    "nothing": ("", refuses("is empty")),
    "empty lines": ("\n \n\n", refuses("is empty")),
    "comments only": ("# a\n# b\n", refuses("is empty")),
    "numbers in fixed places": ("    x     y\n  1.5   2.0\n  3.0  4.25\n", FRACTIONS),
    "a gap in fixed places": (
        "x   y   z\n1   2   3\n4       6\n7   8   9\n",
        refuses("Line 3 of file.csv has 2 cells"),
    ),
    "more columns than rows": ("a,b,c,d,e\n1,2,3,4,5\n6,7,8,9,0\n", points("a b c d e", "1 2 3 4 5; 6 7 8 9 0")),
    "a page of the web": (
        "<!DOCTYPE html>\n<html><body>\n<p>Not found</p>\n</body></html>\n",
        refuses("no column of numbers"),
    ),
    "JSON": ('[{"x": 1, "y": 2},\n {"x": 3, "y": 4}]\n', refuses("'1,' in line 1")),
    "a workbook": (b"PK\x03\x04\x14\0\x06\0", refuses("is a workbook or a ZIP archive")),
    "UTF-16 cut in the middle": (b"\xff\xfe\x00\xd8\x00", refuses("claims to be UTF-16 text but is damaged")),
    "a zero byte": (b"x,y\n1,2\n\0,3\n4,5\n", refuses("is a binary file")),
}

EXPORTS: dict[str, Case] = {
    "write.table of R with tabs": (
        "x\ty\tg\n1.5\t2\ta\n3\t4.25\tb\n",
        points("x y", "1.5 2; 3 4.25", "'g' holds text"),
    ),
    "print of R": ("    x    y\n1 1.5 2.00\n2 3.0 4.25\n", points("x y", "1.5 2; 3 4.25", "'row names' only names")),
    "print of pandas": (
        "     x     y\n0  1.5  2.00\n1  3.0  4.25\n",
        points("x y", "1.5 2; 3 4.25", "'row names' only names"),
    ),
    "to_csv of pandas with dates": (
        ",x\n2020-01-31,1.5\n2020-02-29,3\n",
        points("x", "1.5; 3", "'column 1' holds dates"),
    ),
    "to_csv of pandas with a name of the index": ("n,x\na,1.5\nb,3\n", points("x", "1.5; 3", "'n' holds text")),
    "savetxt of NumPy": (
        "1.500000000000000000e+00 2.000000000000000000e+00\n3.000000000000000000e+00 4.250000000000000000e+00\n",
        points("x1 x2", "1.5 2; 3 4.25"),
    ),
    "savetxt of NumPy with commas and names": ("# x,y\n1.5e+00,2.0e+00\n3.0e+00,4.25e+00\n", FRACTIONS),
    "save of MATLAB": (
        "  1.5000000e+00  2.0000000e+00\n  3.0000000e+00  4.2500000e+00\n",
        points("x1 x2", "1.5 2; 3 4.25"),
    ),
    "writetable of MATLAB": ("Var1,Var2\n1.5,2\n3,4.25\n", points("Var1 Var2", "1.5 2; 3 4.25")),
    "fprintf of Fortran": (
        "  0.15000D+01  0.20000D+01\n  0.30000D+01  0.42500D+01\n",
        points("x1 x2", "1.5 2; 3 4.25"),
    ),
    "data of gnuplot with blocks": ("# t v\n0.5 1\n1.5 2\n\n\n# second\n2.5 3\n", points("t v", ".5 1; 1.5 2; 2.5 3")),
    "SAS with labels of dates": (
        "when,x\n01JAN2020,1.5\n02FEB2020,.\n03MAR2020,3\n",
        gaps("3", "x", "1.5; 3", "'when' holds dates"),
    ),
    "Stata with labels": ("sex,age\nmale,34\nfemale,.\nfemale,51\n", gaps("3", "age", "34; 51", "'sex' holds text")),
    "special missing values of Stata": ("x,y\n1,2\n.a,4\n5,6\n", refuses("'.a' in line 3")),
    "SPSS with labels of values": ("sex;q1;q2\n1;4;5\n2;3;#NULL!\n1;2;1\n", gaps("3", "sex q1 q2", "1 4 5; 1 2 1")),
    "Google Forms": (
        '"Timestamp","How old are you?","Height (cm)"\n"2020/01/31 3:45:12 PM GMT+1","23","170"\n'
        '"2020/01/31 3:46:00 PM GMT+1","25","182"\n',
        points("How old are you?|Height (cm)", "23 170; 25 182", "'Timestamp' holds"),
    ),
    "answers on a scale": ("q1,q2\n5 - agree,1\n4 - rather,2\n", points("q2", "1; 2", "'q1' holds text")),
    "Likert": ("q1,q2\nagree,1\nneutral,2\n", points("q2", "1; 2", "'q1' holds text")),
    "Kaggle's Titanic": (
        'PassengerId,Survived,Name,Age,Cabin\n1,0,"Braund, Mr. Owen",22,\n2,1,"Cumings, Mrs. (Bradley)",38,C85\n',
        points("Survived Age", "0 22; 1 38", "'PassengerId' only counts", "'Name' holds text", "'Cabin' holds text"),
    ),
    "a log of a sensor": (
        "time;T;rH\n2020-01-31 12:00:00;21,5;40\n2020-01-31 12:01:00;21,6;41\n",
        points("T rH", "21.5 40; 21.6 41", "'time' holds dates"),
    ),
    "a log in ISO format": (
        "time,T\n2020-01-31T12:00:00Z,21.5\n2020-01-31T12:00:01.5Z,21.6\n",
        points("T", "21.5; 21.6", "'time' holds dates"),
    ),
    "a log with dates and times apart": (
        "date time T\n31.01.2020 12:00:00 21.5\n31.01.2020 12:01:00 21.6\n",
        points("T", "21.5; 21.6", "'date' holds dates", "'time' holds dates"),
    ),
    "American dates": ("date,x\n1/31/2020,1.5\n2/29/2020,3\n", points("x", "1.5; 3", "'date' holds dates")),
    "dates in words": ("date,x\n31 January 2020,1.5\nFeb 29 2020,3\n", points("x", "1.5; 3", "'date' holds dates")),
    "German months": ("Monat;x\nJan 20;1,5\nMär 20;3\n", points("x", "1.5; 3", "'Monat' holds dates")),
    "quarters": ("when,x\n2020Q1,1.5\n2020Q2,3\n", points("x", "1.5; 3", "'when' holds dates")),
    "durations": ("lap,x\n1:02.5,1.5\n1:03.7,3\n", points("x", "1.5; 3", "'lap' holds dates or times")),
    "seconds since 1970": ("ts,x\n1580428800,1.5\n1580428860,3\n", points("ts x", "1580428800 1.5; 1580428860 3")),
    "serial dates of Excel": ("d,x\n43861.5,1.5\n43862.25,3\n", points("d x", "43861.5 1.5; 43862.25 3")),
    "places on the globe": (
        "city,lat,lon\nBerlin,52.5200,13.4050\nLima,-12.0464,-77.0428\n",
        points("lat lon", "52.52 13.405; -12.0464 -77.0428", "'city' holds text"),
    ),
    "places with letters": (
        "lat,lon,h\n52.52N,13.40E,34\n12.04S,77.04W,154\n",
        refuses("'52.52N' in line 2, column 'lat'"),
    ),
    "NMEA": (
        "$GPGGA,123519,4807.038,N\n$GPGGA,123520,4807.040,N\n",
        points("x2 x3", "123519 4807.038; 123520 4807.040", "'x1' holds text", "'x4' holds text"),
    ),
    "a bank in Germany": (
        "Datum;Zweck;Betrag\n31.01.2020;Miete;-1.250,00\n01.02.2020;Lohn;3.100,50\n",
        asks("thousands", {".": points("Betrag", "-1250; 3100.5", "'Datum' holds dates", "'Zweck' holds text")}),
    ),
    "a bank with units": (
        "Datum;Betrag;n\n31.01.2020;-12,50 EUR;1\n01.02.2020;31,00 EUR;2\n",
        refuses("'-12,50 EUR' in line 2"),
    ),
    "an office of statistics": (
        "Tabelle 12\nBevölkerung\nLand;2019;2020\nA;1,5;2\nB;3;4,25\n\n© Amt, 2021\n",
        asks(
            "skip_lines", {(1, 2, 7): points("2019 2020", "1.5 2; 3 4.25", "'Land' holds text"), (): refuses("Line 3")}
        ),
    ),
    "an instrument with units": (
        "Spectrometer X\nnm,counts\n400.5,12\n401.0,15\n401.5,11\n",
        asks("skip_lines", {(1,): points("nm counts", "400.5 12; 401 15; 401.5 11"), (): refuses("Line 2")}),
    ),
    "an oscilloscope": (
        "Model,DSO1\nx-axis,1\nsecond,Volt\n-1.0e-3,+0.25\n0.0e+0,+0.50\n1.0e-3,-0.25\n",
        refuses("'x-axis' in line 2"),
    ),
    "a data logger": (
        "t,T\ns,°C\n0,21.5\n1,21.6\n2,21.7\n",
        asks(
            "skip_lines",
            {(2,): points("t T", "0 21.5; 1 21.6; 2 21.7"), (): refuses("'s' in line 2")},
            "looks like units",
        ),
    ),
    "a table of LaTeX": (
        "x & y \\\\\n1.5 & 2 \\\\\n3 & 4.25 \\\\\n",
        points("x y", "1.5 2; 3 4.25", "'&' holds text", "holds text"),
    ),
    "lists of Python": ("[1.5, 2]\n[3, 4.25]\n", refuses("line 1")),
    "SQL": ("INSERT INTO t VALUES (1.5, 2);\nINSERT INTO t VALUES (3, 4.25);\n", refuses("no column of numbers")),
    "libsvm": ("1 1:0.5 2:1.5\n-1 1:0.25 2:3\n", points("x1", "1; -1", "'x2' holds", "'x3' holds")),
    "Old Faithful of R": (
        '"","eruptions","waiting"\n"1",3.6,79\n"2",1.8,54\n',
        points("eruptions waiting", "3.6 79; 1.8 54", "'column 1' only counts"),
    ),
    "wine of UCI": (
        "1,14.23,1.71\n1,13.2,1.78\n2,12.37,.94\n",
        points("x1 x2 x3", "1 14.23 1.71; 1 13.2 1.78; 2 12.37 .94"),
    ),
    "iris of UCI": (
        "5.1,3.5,Iris-setosa\n4.9,3.0,Iris-setosa\n\n",
        points("x1 x2", "5.1 3.5; 4.9 3", "'x3' holds text"),
    ),
    "winequality of UCI": (
        '"fixed acidity";"pH"\n7.4;3.51\n7.8;3.2\n',
        points("fixed acidity|pH", "7.4 3.51; 7.8 3.2"),
    ),
    "mpg of UCI": (
        '18.0 8 "chevrolet chevelle"\n15.0 8 "buick skylark"\n',
        points("x1 x2", "18 8; 15 8", "'x3' holds text"),
    ),
    "genes": ("gene\ts1\ts2\nTP53\t1.5\t2\nMARCH1\t3\t4.25\n", points("s1 s2", "1.5 2; 3 4.25", "'gene' holds text")),
    "genes that Excel turned into dates": (
        "gene\ts1\nTP53\t1.5\n1-Mar\t3\n",
        points("s1", "1.5; 3", "'gene' holds text"),
    ),
    "star catalogue": (
        "HD;RA;mag\n48915;06 45 08.9;-1,46\n45348;06 23 57.1;-0,74\n",
        points("HD mag", "48915 -1.46; 45348 -.74", "'RA' holds"),
    ),
    "a table of numbers of telephones": (
        "n,tel,x\na,+49 89 1234,1\nb,089/1234,3\n",
        points("x", "1; 3", "'n' holds text", "'tel' holds text"),
    ),
    "books": (
        "isbn,price\n978-3-16-148410-0,12.5\n978-0-306-40615-7,9.99\n",
        points("price", "12.5; 9.99", "'isbn' holds text"),
    ),
    "accounts": (
        "IBAN;Saldo\nDE89 3704 0044;12,5\nDE12 5001 0517;9,99\n",
        points("Saldo", "12.5; 9.99", "'IBAN' holds text"),
    ),
    "telemetry of a car": ("speed,gear\n12.5,1\n30.25,N\n31,2\n", refuses("'N' in line 3, column 'gear'")),
    "marks of students": (
        "Matrikelnr;Note\n4711;1,3\n4712;2,7\n4713;5,0\n",
        points("Note", "1.3; 2.7; 5", "'Matrikelnr' only"),
    ),
    "marks of students with signs": ("student,mark\nA,1+\nB,2-\nC,3\n", refuses("'1+' in line 2, column 'mark'")),
    "temperatures below zero in accounts' style": (
        "n,t\na,5-\nb,3\nc,1-\n",
        points("t", "-5; 3; -1", "'n' holds text"),
    ),
    "a poll": ("party,share\nA,35.5 %\nB,24.5 %\n", refuses("'35.5 %' in line 2")),
    "a league": ("team,goals,diff\nA,3:1,+2\nB,0:0,±0\n", refuses("'±0' in line 3, column 'diff'")),
    "sizes of files": ("file,size\na.txt,12K\nb.txt,1.5M\n", refuses("'12K' in line 2, column 'size'")),
    "answers in minutes": ("n,t\na,5 min\nb,12 min\n", refuses("'5 min' in line 2, column 't'")),
    "heights in feet": ("n,h\na,5'11\"\nb,6'2\"\n", refuses("in line 2, column 'h'")),
    "blood pressure": ("n,bp,x\na,120/80,1\nb,135/85,3\n", refuses("'120/80' in line 2, column 'bp'")),
}

CASES = COMMENTS | THOUSANDS | DRESSED | MISSING | HEADERS | IDENTIFIERS | LINES | LAYOUTS | EXPORTS
