import { runProgram } from '../run-program';

/** Returns the C++ compiler at hand: `CXX`, else c++. @throws where there is none, with how to get one. */
export async function findCompiler(): Promise<string> {
  const compiler = process.env['CXX'] ?? 'c++';
  await runProgram(compiler, ['--version']).catch(() => {
    throw new Error(`no C++ compiler (${compiler}); on Debian and Ubuntu: sudo apt install g++`);
  });
  return compiler;
}
