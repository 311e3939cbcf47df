/** Tests of the part that teaches a model the classes of a table. */
import { readFileSync } from 'node:fs';
import type { Download, Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { load } from '../../runtime/load';
import { filesIn, PATIENT, type Playground } from './open-playground';

/** The page learns from a table, and scores its texts. */
export function teaches({ page, sentiment, requested, shownScores, bytesOf }: Playground): void {
  it('learns the classes of a table, and its model can be used, saved and loaded', async () => {
    const before = filesIn(requested);
    const size = await page.getByText(/^loads about \d MB more$/).textContent();
    await page.getByRole('button', { name: 'Teach it your texts' }).click();
    await page.getByRole('button', { name: /^Take our example/ }).click();
    const teach = page.getByRole('button', { name: 'Teach it 36 texts' });
    await teach.waitFor(PATIENT);
    expect(await page.locator('.labels li').allTextContents()).toEqual([
      expect.stringMatching(/^complaint 12 such as “The parcel came open/),
      expect.stringMatching(/^praise 12 such as /),
      expect.stringMatching(/^question 12 such as /),
    ]);
    await page.getByLabel(/^At most/).fill('50');
    await teach.click(PATIENT);
    await page.getByText(/^\d+ % done/).waitFor({ timeout: 120_000 }); // it starts tfjs first
    await page.getByRole('button', { name: 'Stop' }).click();
    await teach.waitFor(PATIENT);
    expect(await page.locator('.progress, .outcome, .teaching .error').count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Teach it 36/);

    await page.getByLabel(/^At most/).fill('2');
    await teach.click(PATIENT);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    const outcome = page.locator('.outcome');
    await outcome.waitFor({ timeout: 120_000 });
    expect(await outcome.textContent()).toMatch(/your model.*n-grams.*always the most frequent class/);
    const [headline, right, of] = /Right on (\d) of (\d) texts that it was not taught/.exec(
      (await outcome.locator('h3').textContent())!,
    )!;
    await expect.poll(focused, PATIENT).toBe(headline);
    const later = filesIn(requested);
    const more = bytesOf((name) => later.has(name) && !before.has(name));
    expect(size).toBe(`loads about ${Math.round(more / 1e6)} MB more`);
    const listed = await outcome.locator('.mistakes li').allTextContents();
    expect(listed).toHaveLength(Number(of) - Number(right));
    for (const mistake of listed) {
      const [, label, predicted] = /labeled (\w+), predicted (\w+)$/.exec(mistake)!;
      expect(label).not.toBe(predicted);
    }

    const bytes = await downloaded(outcome.getByRole('button', { name: /^Download it/ }));
    const fineTuned = await load(new Uint8Array(bytes));
    expect(fineTuned.classes).toEqual(['complaint', 'praise', 'question']);

    await outcome.getByRole('button', { name: 'Use it above' }).click();
    const question = page.getByRole('radio', { name: /^question/ });
    await question.waitFor(PATIENT);
    await page.getByText('The model in use is your model').waitFor(PATIENT);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Your text');
    await page.locator('.examples button').last().click();
    expect(await page.locator('.people').textContent(PATIENT)).toMatch(/^Your label: question[.]/);
    await page.getByLabel('Your text').fill('When will my lamp come?');
    const { scores } = fineTuned('When will my lamp come?');
    await expect
      .poll(async () => Math.abs((await shownScores())[2]! - 100 * scores['question']!), PATIENT)
      .toBeLessThan(0.51);

    const saved = await downloaded(
      page.getByRole('button', { name: /^Score these texts with “your model”/ }),
    );
    const [head, first] = saved.toString('utf8').split('\n');
    expect(head).toBe('text,predicted_label,predicted_probability');
    expect(first).toMatch(
      /^The parcel came open and half of it was missing[.],(complaint|praise|question),[01][.]\d{4}$/,
    );
    await outcome.getByRole('button', { name: 'Go back to the first model' }).click();
    await page.getByRole('radio', { name: /^neutral/ }).waitFor(PATIENT);
  }, 240_000);

  async function downloaded(button: Locator): Promise<Buffer> {
    const [file] = await Promise.all([page.waitForEvent('download', PATIENT), button.click()]);
    return readFileSync(await file.path());
  }

  const choose = (name: string, text: string) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: '', buffer: Buffer.from(text) });

  it('refuses what is no table, and says which rows it leaves out', async () => {
    await choose('book.xlsx', 'PK\u0003\u0004');
    expect(await page.locator('.teaching .error').textContent(PATIENT)).toContain('save the sheet as CSV');
    await choose('rows.csv', 'text,label\n"fine, really",good\n,good\nawful,bad\n');
    await page.getByText('2 texts').first().waitFor(PATIENT);
    expect(await page.locator('.note').allTextContents()).toEqual([
      expect.stringContaining('rows.csv:3: the text is empty'),
    ]);
    const teach = page.getByRole('button', { name: /^Teach it \d/ });
    expect(await teach.isDisabled()).toBe(true);
    expect(await page.locator('#lacking').textContent()).toMatch(/a label needs 3 texts or more/);
    await page.getByText('Paste a table').click();
    await page
      .getByLabel('A table with texts and labels')
      .fill('Slow, and dull, bad\nFine, good\nNo, no, no, bad\n');
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.getByText('3 texts').first().waitFor(PATIENT);
    await page.locator('.labels li').first().waitFor(PATIENT);
    expect(await page.locator('.labels li').allTextContents()).toEqual([
      'bad 2 such as “Slow, and dull”',
      'good 1 such as “Fine”',
    ]);
    await page.getByLabel('A table with texts and labels').fill('text\nfine weather today\nit rains again\n');
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.getByText('To teach it, choose the column of their labels').waitFor(PATIENT);
    expect(await teach.count()).toBe(0);
    expect(await page.locator('select[name=label]').inputValue()).toBe('');
    await choose('model.bin', 'no model');
    await expect
      .poll(() => page.locator('.error').first().textContent(), PATIENT)
      .toContain('model.bin is no model of lstm-sentiment');
  });

  it('scores each text once, however often one clicks', async () => {
    const words = ['wonderful', 'awful', 'slow but good', 'not bad', 'a table'];
    const texts = Array.from({ length: 200 }, (_, n) => `${words[n % words.length]} ${n} times`);
    await choose('many.csv', `text\n${texts.join('\n')}\n`);
    await page.getByText('200 texts').first().waitFor(PATIENT);
    const files: Promise<string>[] = [];
    const save = (file: Download) => void files.push(file.path().then((path) => readFileSync(path, 'utf8')));
    page.on('download', save);
    await page.getByRole('button', { name: /^Score these texts/ }).evaluate((button: HTMLButtonElement) => {
      button.click();
      button.click();
    });
    await page.getByText(/^Saved as many-scored[.]csv: 200 texts/).waitFor(PATIENT);
    await expect.poll(() => files.length, PATIENT).toBeGreaterThan(0);
    page.off('download', save);
    expect(files).toHaveLength(1);
    const [, ...rows] = (await files[0]!).trimEnd().split('\n');
    const expected = texts.map((text) => {
      const { label, probability } = sentiment(text);
      return `${text},${label},${probability.toFixed(4)}`;
    });
    expect(rows).toEqual(expected);
  });

  it('shows the file that was opened last, also if it is read first', async () => {
    await page.locator('input[type=file]').evaluate((input: HTMLInputElement) => {
      const rows = Array.from({ length: 20_000 }, (_, n) => ({
        class: n % 2 ? 'new' : 'old',
        text: `text ${n}`,
      }));
      const small = 'text,label\nfine weather,good\nawful rain,bad\n';
      for (const [name, content] of Object.entries({
        'large.json': JSON.stringify(rows),
        'small.csv': small,
      })) {
        const chosen = new DataTransfer();
        chosen.items.add(new File([content], name));
        input.files = chosen.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
      }
    });
    await page.getByText('2 texts').first().waitFor(PATIENT);
    await page.locator('select[name=label]').selectOption(''); // is read behind the large file
    await page.getByText('To teach it, choose the column of their labels').waitFor(PATIENT);
    expect(await page.locator('form.table > p').first().textContent()).toMatch(/^small[.]csv: /);
    expect(await page.locator('.preview th').allTextContents()).toEqual(['text', 'label']);
  });
}
