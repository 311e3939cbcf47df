// Runs a command that computes in a process of its own, and passes signals on as messages.
// A process that computes with TensorFlow must handle no signals (lib/signals.ts). So this process,
// which computes nothing, handles them. It needs only Node, and starts in 50 ms.
//
//   node bin/supervise.cjs NAME [arguments]        runs bin/NAME.ts
const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { constants } = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

/** The descriptor of the pipe on which the child reads the names of signals. */
const CHANNEL = 3;
const PARENT_CHECK = 500; // ms
/** Milliseconds that a child has to save and end once nobody can stop it any more. */
const LAST_MOMENT = 60_000;

/**
 * Runs Node with these arguments to its end, and exits with its exit code.
 *
 * The child is in a session of its own, so signals for this process group, such as those of a
 * terminal, reach only this process. It writes the name of a signal to the pipe; the second signal
 * kills the child. When this process dies, the pipe ends, and the child stops, too. If npm, which
 * started this process, dies, that counts as a SIGHUP. Then, and when a terminal is closed, nobody
 * can send a second signal any more: a child that does not end within a minute is killed.
 *
 * @param {string[]} args
 * @param {number} [lastMoment] milliseconds instead of that minute
 */
function supervise(args, lastMoment = LAST_MOMENT) {
  const child = spawn(process.execPath, args, {
    detached: process.platform !== 'win32', // there, it would get a console window
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, SENTIMENT_SUPERVISED: String(CHANNEL) },
  });
  const channel = child.stdio[CHANNEL];
  channel.on('error', () => {}); // the child is gone
  let stopped;
  const stop = (name) => {
    if (stopped) child.kill('SIGKILL');
    stopped ??= name;
    channel.write(`${name}\n`);
  };
  const killLater = () => setTimeout(() => child.kill('SIGKILL'), lastMoment);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, stop);
  process.on('SIGHUP', killLater);
  whenParentDies(() => {
    if (!stopped) stop('SIGHUP');
    killLater();
  });
  if (process.platform !== 'win32') passJobControl(child);
  child.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? exitCode(stopped ?? signal)));
}

/** Ctrl-Z and `fg` of a shell stop and continue both processes. */
function passJobControl(child) {
  process.on('SIGTSTP', () => {
    child.kill('SIGSTOP');
    process.kill(process.pid, 'SIGSTOP');
  });
  process.on('SIGCONT', () => child.kill('SIGCONT'));
}

/** Returns the exit code of a process that a signal ended: 143 for SIGTERM. */
function exitCode(signal) {
  return 128 + (constants.signals[signal] ?? 1);
}

/**
 * Calls `died` once npm, which started this process, has died. Then nobody else would end it. A
 * process that was started otherwise may outlive the one that started it.
 *
 * @param {() => void} died
 */
function whenParentDies(died) {
  const parents = startedBy();
  if (!process.env.npm_lifecycle_event || process.ppid <= 1 || process.platform === 'win32') return;
  const timer = setInterval(() => {
    if (startedBy() === parents) return;
    clearInterval(timer);
    died();
  }, PARENT_CHECK);
  timer.unref();
}

/** Returns the process id of the parent, and behind a shell that npm started, also of npm. */
function startedBy() {
  try {
    const [, name, parent] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${process.ppid}/stat`, 'utf8'));
    return name.endsWith('sh') ? `${process.ppid} ${parent}` : `${process.ppid}`;
  } catch {
    return `${process.ppid}`; // elsewhere the shell replaces itself
  }
}

module.exports = { exitCode, supervise, whenParentDies };

if (require.main === module) {
  const { requireMeans } = require('../setup/means.cjs');
  const [name, ...args] = process.argv.slice(2);
  try {
    requireMeans();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  supervise([
    '--import',
    pathToFileURL(require.resolve('tsx')).href,
    path.join(__dirname, `${name}.ts`),
    ...args,
  ]);
}
