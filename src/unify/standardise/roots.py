"""English given names by the name they are short for, so that Bob meets Robert.

One root per nickname, the commonest: the public lists name several (Bill is also short for Robert
there, Jack for Jacqueline), so that half of all names would be one. Names that are short for men's
and women's alike (Alex, Chris, Sam, Pat) are left alone: guessing would set half of them apart.
"""

SHORT_FOR = {
    nickname: root
    for root, nicknames in {
        "abigail": "abby abbie gail",
        "albert": "bert bertie",
        "alfred": "alf alfie fred",
        "amanda": "mandy",
        "andrew": "drew",
        "anthony": "tony ant",
        "barbara": "barb babs barbie",
        "benjamin": "ben benny benji",
        "bradley": "brad",
        "catherine": "cathy kathy kate katie kitty katherine kathryn cath kath",
        "charles": "charlie chas chuck",
        "cynthia": "cindy",
        "daniel": "dan danny",
        "david": "dave davey davy",
        "deborah": "deb debbie debby debra",
        "donald": "don donnie donny",
        "dorothy": "dot dottie dolly",
        "douglas": "doug",
        "edward": "ed eddie eddy ned ted teddy",
        "eleanor": "ellie nell nellie elinor",
        "elizabeth": "liz lizzie beth betty bess bessie eliza libby elisabeth",
        "frances": "fran francie fanny",
        "francis": "frank frankie",
        "frederick": "freddie freddy",
        "gerald": "gerry jerry",
        "gregory": "greg gregg",
        "harold": "hal",
        "henry": "harry hank",
        "isabella": "bella izzy",
        "jacob": "jake",
        "james": "jim jimmy jamie",
        "jennifer": "jen jenny jenn",
        "jessica": "jess jessie",
        "john": "jack johnny jon jonny",
        "jonathan": "johnathan jonathon",
        "joseph": "joe joey",
        "joshua": "josh",
        "judith": "judy jude",
        "kenneth": "ken kenny",
        "kimberly": "kim kimberley",
        "lawrence": "larry laurie laurence",
        "leonard": "len lenny leo",
        "margaret": "maggie meg peggy madge marge margie",
        "matthew": "matt",
        "michael": "mike mick mickey micky micheal",
        "nathaniel": "nathan nate",
        "nicholas": "nick nicky nicolas",
        "oliver": "ollie olly",
        "pamela": "pam",
        "patricia": "patty pattie trish tricia",
        "peter": "pete",
        "philip": "phil phillip",
        "raymond": "ray",
        "rebecca": "becky becca",
        "richard": "rick ricky dick rich richie",
        "robert": "bob bobby rob robbie robby",
        "ronald": "ron ronnie",
        "samuel": "sammy",
        "sandra": "sandy",
        "stephen": "steve stevie steven",
        "susan": "sue susie suzy suzie",
        "theodore": "theo",
        "theresa": "terri tess tessa teresa",
        "thomas": "tom tommy",
        "timothy": "tim timmy",
        "valerie": "val",
        "victoria": "vicky vicki vickie tori",
        "vincent": "vince vinnie",
        "walter": "walt wally",
        "william": "bill billy will willie willy",
        "zachary": "zach zack zac",
    }.items()
    for nickname in nicknames.split()
}


def given_root(name: str) -> str:
    """Return what a given name is short for, else its first name itself.

    >>> [given_root(name) for name in ("bob", "robert", "mary ann", "太郎")]
    ['robert', 'robert', 'mary', '太郎']
    """
    first = name.split(" ", 1)[0]
    return SHORT_FOR.get(first, first)
