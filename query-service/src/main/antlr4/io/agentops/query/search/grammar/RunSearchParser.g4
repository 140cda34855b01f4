/** Searches for runs. AND binds closer than OR, and is meant where nothing stands between two parts. */
parser grammar RunSearchParser;

options {
    tokenVocab = RunSearchLexer ;
}

search : either EOF ;

either : all ( OR all )* ;

all : part ( AND? part )* ;

part : ( NOT | MINUS )? single ;

single
    : OPEN either CLOSE # group
    | FIELD value # condition
    | text # free
    ;

value
    : operator bound # comparison
    | bound ( RANGE bound )? # plain
    ;

operator : AT_LEAST | AT_MOST | ABOVE | BELOW ;

bound : VALUE_WORD | VALUE_QUOTED ;

text : WORD | QUOTED ;
