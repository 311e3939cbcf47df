/**
 * Programs that a test starts print without color, as into any pipe. Where colors are forced, as
 * many continuous integration services do, they would come between the words that tests look for.
 */
delete process.env.FORCE_COLOR;
