import { runProgram } from '../run-program';

/** Returns the C++ compiler: `CXX` if it is set, else c++. @throws if there is none */
export async function findCompiler(): Promise<string> {
  const compiler = process.env.CXX ?? 'c++';
  await runProgram(compiler, ['--version']).catch(() => {
    throw new Error(`no C++ compiler (${compiler}); on Debian and Ubuntu: sudo apt install g++`);
  });
  return compiler;
}
