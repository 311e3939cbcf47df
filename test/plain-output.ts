/**
 * Programs that a test starts print without color, as into any pipe. On continuous integration
 * services, colors would come between the words that tests look for.
 */
delete process.env.FORCE_COLOR;
process.env.NO_COLOR = '1';
