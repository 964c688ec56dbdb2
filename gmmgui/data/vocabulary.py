"""Words that files use for missing values, errors, units and counters, in the languages of spreadsheets."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MISSING = _words(
    "NA na N/A n/a \\N k.A. #N/A NaN nan NAN ? - -- . null NULL Null None .. ... – — − "
    "<NA> n.a. N.A. NaT +nan -nan +NaN -NaN"
) | {"", "k. A."}

ERRORS = _words(
    "#GETTING_DATA #NV #N/D #N/B #N/T #I/T #N.D. #Н/Д #YOK #HIÁNYZIK #PUUTTUU #BRAK #NEDOSTUPNÝ #NENÍ_K_DISPOZICI #Δ/Υ "
    "#SAKNAS #NA"
) | {"#N/A N/A"}
"""Errors of Excel, in its languages, that end neither in ! nor in ?; all others do, as #DIV/0!, #WERT! and #NAME?."""

UNITS = _words(
    "m cm mm km µm μm nm in ft g kg mg µg μg t lb oz l ml dl h min s ms a d yr yrs year years Hz kHz MHz GHz V mV A mA "
    "W kW K C °C °F Pa hPa kPa bar N kN J kJ mol mmol m² m2 cm² cm2 m³ m3 km/h m/s kB MB GB px pt k M "
    "EUR USD GBP CHF € $ £ ¥ % ‰ ° deg rad sec min hrs hr lbs dB pH "
    "ppm ppb bpm rpm mph kt kn IU U/l mL L dL mM nM eV keV cd lx lm Ω kΩ F H T mT"
)

DIRECTIONS = (_words("N S"), _words("E W O"))
"""Letters behind degrees of latitude and of longitude; east is O in many languages."""

ORDINALS = _words("st nd rd th er ère e º ª .")

IDENTIFIERS = _words(
    "id ids uid uuid identifier ident nr num no number nummer lfdnr lfdnummer laufendenummer numero numéro núm número "
    "n° nº № # key schlüssel matricule matrikelnummer recordid rowid sampleid subjectid patientid studentid kennung "
    "identifiant identificador identificativo codice clave номер matrikelnr"
)
"""Names of columns that identify rows, without blanks, points and underscores, in small letters."""

COUNTERS = _words(
    "index idx indice índice row rows rownum rownumber rowno rownr rownames line zeile zeilennr zeilennummer ligne "
    "fila riga obs observation observations beobachtung case fall record serial sno slno seq sequence rank rang ord"
)
"""Names of columns that count rows if they count at all."""
