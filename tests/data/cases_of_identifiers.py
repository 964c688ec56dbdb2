"""Columns of numbers that measure nothing."""

from __future__ import annotations

from tests.data.outcomes import Case, points, refuses

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
    "bare row names in disorder": (
        "x y\n17 1.5 2\n4 3 4.25\n",
        points("x y", "1.5 2; 3 4.25", "'row names' only names"),
    ),
    "names of persons between tabs": (
        "n\tx\ty\nJohn Smith\t1.5\t2\nJane Doe\t3\t4.25\n",
        points("x y", "1.5 2; 3 4.25", "'n' holds text"),
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
