/** The words of a search. What follows a field's colon is read by rules of its own, up to the next space or parenthesis. */
lexer grammar RunSearchLexer;

AND : 'AND' ;
OR : 'OR' ;
NOT : 'NOT' ;
MINUS : '-' ;
OPEN : '(' ;
CLOSE : ')' ;
FIELD : [A-Za-z_] [A-Za-z0-9_]* ':' -> pushMode(VALUE) ;
QUOTED : QUOTE ANY_TEXT QUOTE ;
/** A quoted text up to the end, or up to a backslash that is no escape. */
HALF_QUOTED : QUOTE ANY_TEXT ;
WORD : ~[ \t\r\n"():\-] ~[ \t\r\n"():]* ;
SPACE : BLANKS -> skip ;
UNEXPECTED : . ;

fragment QUOTE : '"' ;
fragment ANY_TEXT : ( ~["\\] | '\\' ["\\] )* ;
fragment BLANKS : [ \t\r\n]+ ;
fragment WORD_PART : ~[ \t\r\n"().] ;

mode VALUE ;

RANGE : '..' ;
AT_LEAST : '>=' ;
AT_MOST : '<=' ;
ABOVE : '>' ;
BELOW : '<' ;
/** Single dots are part of a word, as those of numbers and versions. */
VALUE_WORD : '.'? ~[ \t\r\n"().<>] WORD_PART* ( '.' WORD_PART+ )* ;
VALUE_QUOTED : QUOTE ANY_TEXT QUOTE ;
VALUE_HALF_QUOTED : QUOTE ANY_TEXT -> type(HALF_QUOTED) ;
VALUE_OPEN : '(' -> type(OPEN), popMode ;
VALUE_CLOSE : ')' -> type(CLOSE), popMode ;
VALUE_END : BLANKS -> skip, popMode ;
VALUE_UNEXPECTED : . ;
