"""What programs, instruments and offices write."""

from __future__ import annotations

from tests.data.outcomes import Case, asks, gaps, points, refuses

FRACTIONS = points("x y", "1.5 2; 3 4.25")

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
