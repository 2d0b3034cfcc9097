/** Makes the stand-ins of this run answer in the other likely way: see test/standins/turns.mts. */
process.env.STANDINS_TURNED ??= 'all';
