/** The specification of every operator in plain scalar loops, to test the engine against. It shares nothing with the engine. */
module dev.lanewise.reference {
    exports dev.lanewise.reference;
}
