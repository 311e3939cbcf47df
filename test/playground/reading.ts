/** Tests of what the page shows of a text. */
import { expect, it } from 'vitest';
import { MIXED, PATIENT, type Playground, TEXT } from './open-playground';

/** The page shows what the model predicts, and why. */
export function reads({
  server,
  page,
  sentiment,
  show,
  allColored,
  expectedScores,
  expectScores,
}: Playground): void {
  it('shows the probabilities of lstm-sentiment, also for what is typed key by key', async () => {
    await expectScores(TEXT);
    const box = page.getByLabel('Your text');
    await box.fill('');
    await page.getByText('No label: the text has no word').waitFor(PATIENT);
    await box.pressSequentially(MIXED);
    await expectScores(MIXED);
    await box.press('Home');
    await box.pressSequentially('Not ');
    await expectScores(`Not ${MIXED}`);
  });

  it('says what changes without a word, and marks unknown ones', async () => {
    await show(`${TEXT} Blorfy!`);
    await page.getByRole('button', { name: /^Leave out “not”/ }).click();
    const [before, after] = [`${TEXT} Blorfy!`, `${TEXT} Blorfy!`.replace('not ', '')].map(expectedScores);
    const readout = await page.locator('.readout').textContent({ timeout: 5000 });
    await page.mouse.move(1, 1);
    await page.getByRole('button', { name: /^Leave out “not”/ }).blur();
    expect(readout).toContain('not');
    const [, from, to] = /positive ([\d.]+) % → ([\d.]+) %/.exec(
      (await page.locator('.readout').textContent())!,
    )!;
    expect(Math.abs(Number(from) - before!.at(-1)!)).toBeLessThan(0.51);
    expect(Math.abs(Number(to) - after!.at(-1)!)).toBeLessThan(0.51);
    expect(await page.locator('mark.unknown').allTextContents()).toEqual(['Blorfy']);
    expect(await page.locator('.verdict').first().textContent()).toMatch(
      /without the words left out: \w+ \d/,
    );
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.token.out').count(), PATIENT).toBe(0);
  });

  it('says which words push the prediction where', async () => {
    await show(TEXT);
    const { tokens } = sentiment.explain(TEXT);
    const said = (await page.locator('.pushes').textContent())!;
    const [, toward, away] = /Toward positive push\w* (.*?)[.]Away from positive push\w* (.*)[.]$/.exec(
      said,
    )!;
    for (const [words, side] of [
      [toward, 1],
      [away, -1],
    ] as const)
      for (const [, token, percentage] of words!.matchAll(/“(\S+)” \(without it ([\d.]+) %\)/g)) {
        const at = tokens.filter((one) => one.token === token);
        expect(at.length, token).toBeGreaterThan(0);
        const without = at.map(
          ({ start, end }) => expectedScores(TEXT.slice(0, start) + TEXT.slice(end)).at(-1)!,
        );
        const nearest = without.reduce((a, b) =>
          Math.abs(a - Number(percentage)) < Math.abs(b - Number(percentage)) ? a : b,
        );
        expect(Math.abs(nearest - Number(percentage)), token).toBeLessThan(0.51);
        expect(Math.sign(expectedScores(TEXT).at(-1)! - nearest), token).toBe(side);
      }
    expect(away).toContain('nobody');
  });

  it('words are one stop of the tab key, and arrow keys move among them', async () => {
    const words = page.locator('.token');
    expect(await page.locator('.token[tabindex="0"]').count()).toBe(1);
    await words.first().focus();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('food');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('.');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.token.out').allTextContents(), PATIENT).toEqual(['friendly']);
    expect(await page.locator('.token[tabindex="0"]').allTextContents()).toEqual(['friendly']);
    await page.keyboard.press('Escape');
  });

  it('shows the gates of a unit, and its equation holds', async () => {
    await page.getByRole('button', { name: 'Look inside the network' }).click();
    const equation = page.locator('.equation span').first();
    await page.getByRole('button', { name: 'Step on' }).click();
    const numbers = (await equation.textContent())!
      .replaceAll('−', '-')
      .match(/-?\d+\.\d\d/g)!
      .map(Number);
    const [forget, cellBefore, input, candidate, cell] = numbers as [number, number, number, number, number];
    expect(forget * cellBefore + input * candidate).toBeCloseTo(cell, 1);
    expect(await page.getByRole('radio', { name: /forward|backward/ }).count()).toBe(0); // it reads forward only
    await expect.poll(() => page.locator('.heat').count(), PATIENT).toBeGreaterThan(10);
  });

  it('compares with n-grams and a word list', async () => {
    await show('This is good, good, good.');
    await page.getByRole('button', { name: 'Compare with simpler models' }).click();
    const models = page.locator('.models article');
    await expect.poll(() => models.count(), PATIENT).toBe(3);
    expect(await models.nth(1).textContent()).toMatch(/positive [\d.]+ %.*sentences7\d[.]\d % ± 0[.]\d/);
    expect(await models.nth(2).textContent()).toContain('positive sum 9');
    expect(await models.nth(0).textContent()).toMatch(/In this text “good” counts most/);
    await page.getByRole('button', { name: 'negation' }).click();
    await allColored(TEXT);
    expect(await page.locator('.people').textContent()).toMatch(/^People say: negative[.]/);
    expect(await page.locator('.compare > p').first().textContent()).toMatch(/^People say: negative[.] \w+ /);
  });

  it('a link shows the same again, and cannot run code', async () => {
    const evil = '<img src=x onerror=document.title="broken"> not bad';
    await show(evil, '&inside=1&direction=backward&without=0&class=neutral');
    await expect.poll(() => page.evaluate(() => location.hash), PATIENT).toContain('class=neutral');
    expect(await page.getByLabel('Your text').inputValue()).toBe(evil);
    expect(await page.getByRole('radio', { name: /^neutral/ }).isChecked()).toBe(true);
    await expect.poll(() => page.locator('.heat').count(), PATIENT).toBeGreaterThan(10); // reading forward
    expect(await page.getByText('This model has no class').count()).toBe(0);
    await expect.poll(() => page.locator('.token.out').count(), PATIENT).toBe(1);
    expect(await page.title()).not.toBe('broken');
    await page.goto(`${server.url}#text=fine&without=99999999999.x&unit=-1&class=nobody`);
    await page.reload();
    await allColored('fine');
    await page.getByText('This model has no class “nobody”: the curve is that of positive').waitFor(PATIENT);
  });
}
