"""What is missing, and what stands for it."""

from __future__ import annotations

from tests.data.outcomes import Case, gaps, points, refuses

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
