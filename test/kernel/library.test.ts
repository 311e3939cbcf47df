import { describe, expect, it, vi } from 'vitest';
import { library } from '../../kernel/library';

const file = (fileName: string) => ({ fileName, text: 'export const one: number = 1;' });

describe('library', () => {
  it('type-checks modules of the library only after they have changed', () => {
    const modules = library('/lab');
    const files = [file('/lab/__tslab__.ts'), file('/lab/lib/text/clean.ts'), file('/lab/exercises/01.ts')];
    expect(modules.toCheck(files)).toEqual([files[0], files[2]]);
    modules.changed(['/lab/lib/text/clean.ts']);
    expect(modules.toCheck(files)).toEqual(files);
  });

  it('emits the source of library modules unchanged and leaves other files to the compiler', () => {
    const modules = library('/lab');
    const program = { emit: vi.fn() };
    const { emit } = program;
    modules.passThrough(program as never);
    const write = vi.fn(() => expect(modules.emitted()).toBe('lib/text/clean.ts'));
    const cell = file('/lab/__tslab__.ts');
    (program.emit as (...args: unknown[]) => void)(file('/lab/lib/text/clean.ts'), write);
    (program.emit as (...args: unknown[]) => void)(cell, write);
    expect(write).toHaveBeenCalledExactlyOnceWith('outDir/lib/text/clean.js', cell.text, false);
    expect(emit).toHaveBeenCalledExactlyOnceWith(cell, write);
    expect(modules.emitted()).toBeUndefined();
  });
});
