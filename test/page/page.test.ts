import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ReportDocument, ReportPlan, ReportRuleVerdict } from '../../src/report/document.ts';
import { reportHtml } from '../../src/render/html/page.ts';
import { visible } from '../../src/text.ts';
import { scratch } from '../cli/run.ts';
import { barriers, browserForTests, isSkipped } from './browser.ts';
import { madeUp } from './document.ts';
import { hostile, withHostileNames } from './hostile.ts';

const small = madeUp({ people: 60, organizations: 3, spaces: 6 });
const space = 'space/Organization 0/space-0-1';
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });
/** What the page is about. It follows the address, which changes a moment after a key or a click. */
const patiently = { timeout: 3_600_000, interval: 20 };
const titled = (page: Page) => expect.poll(() => heading(page).innerText(), patiently);
const grid = (page: Page): Locator => page.getByRole('grid');
const card = (page: Page, label: string): Locator =>
  page.getByRole('group', { name: 'Show only' }).getByRole('button', { name: label });
const choice = (page: Page, label: string): Locator =>
  page.getByRole('combobox', { name: new RegExp(`^${label}`) });
const rows = (page: Page): Promise<string | null> => grid(page).getAttribute('aria-rowcount');
const texts = async (locator: Locator): Promise<string> =>
  (await locator.allInnerTexts()).join('\n');

/** A plan that was made with --allow-destructive. */
const oneSided = ({ with_consent: all, ...rest }: ReportPlan): ReportPlan => ({
  ...rest,
  consent: true,
  as_run: all ?? rest.as_run,
});

const brokenBy = (...people: readonly number[]): ReportRuleVerdict => ({
  verdict: 'broken',
  breaches: people.map((person) => ({ text: `person ${person} is an admin`, person, place: 1 })),
  unknown: [],
});

describe.skipIf(isSkipped)('the page of a report', () => {
  const open = browserForTests();

  /** Opens a report as a file, at a link within it. */
  async function at(hash = '', report: ReportDocument = small, options?: BrowserContextOptions) {
    const file = join(await scratch(), 'report.html');
    await writeFile(file, reportHtml(report));
    return open(`${pathToFileURL(file).href}${hash}`, options);
  }

  /** How many lose access to a resource, as it stands over its column, if some people are service identities. */
  async function sumOver(place: string, isService: (index: number) => boolean): Promise<string> {
    const people = small.people.map((each, index) => ({
      ...each,
      ...(isService(index) && { service: true as const }),
    }));
    const { page } = await at('', { ...small, people });
    const sum = page.getByRole('columnheader', { name: place }).locator('.minus');
    return `${await sum.innerText()}: ${await sum.getAttribute('title')}`;
  }

  const person = '#person=person0015@example.com';
  const views = [
    '',
    person,
    `${person}&in=${space}`,
    `#resource=${space}`,
    '#role=Data Scientist',
    '#team=platform',
    '#permission=PROJECT_READ',
    `#permission=PROJECT_READ&in=${space}`,
    '#person=zoe@example.com',
  ];

  test.each([
    ['in the light', views, {}],
    ['in the dark', ['', person], { colorScheme: 'dark' as const }],
    ['on a phone', ['', person], phone],
  ])(
    '%s it has no barriers and no faults, and is no wider than the screen',
    async (_, hashes, options) => {
      const { page, faults } = await at('', small, options);
      for (const hash of hashes) {
        await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
        for (const summary of await page.locator('summary:visible').all()) await summary.click();
        expect({ hash, barriers: await barriers(page) }).toEqual({ hash, barriers: [] });
        const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect({ hash, wider }).toEqual({ hash, wider: 0 });
      }
      expect(faults).toEqual([]);
    },
  );

  test('the columns that people lose tell the story at once', async () => {
    const { page } = await at();
    await expect(heading(page).innerText()).resolves.toBe(
      'Acme: 19 lose access, 2 cannot be undone',
    );
    expect(await texts(grid(page).getByRole('columnheader'))).toMatch(
      /space-0-1\n−19\n(?:.*\n)*space-0-0\n−7/,
    );
    const cell = grid(page).getByRole('gridcell', {
      name: 'person0012@example.com, space space-0-1',
    });
    expect(await cell.getAttribute('aria-label')).toBe(
      'person0012@example.com, space space-0-1: read-only, then no access: loses access',
    );
    expect(await cell.getAttribute('data-text')).toBe('R→–');
  });

  test('people who lose everything are the first rows of what changes', async () => {
    const { plan } = small;
    const losing = plan?.with_consent && { ...plan.with_consent, losing_all: [15] };
    const { page } = await at('', {
      ...small,
      ...(plan && losing && { plan: { ...plan, with_consent: losing } }),
    });
    const first = grid(page).getByRole('rowheader').first();
    expect(await first.innerText()).toMatch(/^person0015@example\.com\s*loses all/);
    await page.getByLabel('Only what changes').uncheck();
    expect(await first.innerText()).toMatch(/^person0000@example\.com/);
  });

  test('a card shows only what it counts, and pressed again everything', async () => {
    const { page } = await at();
    await page.getByLabel('Only what changes').uncheck();
    expect(await rows(page)).toBe('61');
    await card(page, 'people lose access').click();
    expect(await rows(page)).toBe('20');
    expect(await card(page, 'people lose access').getAttribute('aria-pressed')).toBe('true');
    expect(await texts(page.getByRole('status'))).toContain('Showing only: 19 people lose access');
    await card(page, 'people lose access').click();
    expect(await rows(page)).toBe('61');
  });

  test('a card filters the changes too', async () => {
    const { plan } = small;
    const cards = [
      {
        id: 'destroyed' as const,
        as_run: { count: 2, label: 'destroyed', people: [3], changes: [0, 1] },
      },
      {
        id: 'irreversible' as const,
        as_run: { count: 1, label: 'cannot be undone', people: [3], changes: [1] },
      },
    ];
    const { page } = await at('', { ...small, ...(plan && { plan: { ...plan, cards } }) });
    const changes = page.getByRole('region', { name: 'Changes' });
    await card(page, 'cannot be undone').click();
    expect(await texts(changes)).not.toContain('delete space space-0-0');
    expect(await texts(changes)).toContain('delete space space-0-1');
  });

  test('a card names what it counts where it is pressed: changes, or people', async () => {
    const { page } = await at();
    await card(page, 'destroyed').click();
    const only = page.locator('.only');
    expect(await only.innerText()).toBe(
      'Showing only: 2 destroyed: delete space space-0-0; delete space space-0-1. Press the card again to show everything.',
    );
    await card(page, 'people lose access').click();
    expect(await only.innerText()).toMatch(
      /19 people lose access: (?:person\d+@example\.com(?:; )?){10} and 9 more\./,
    );
    await only.getByRole('link', { name: 'person0003@example.com' }).click();
    await titled(page).toBe('person0003@example.com');
  });

  test('what comes next is in sight, and whether a guard blocks the plan, on either side', async () => {
    const { page } = await at();
    expect(await page.getByText('ax-access apply --allow-destructive').isVisible()).toBe(true);
    expect(await texts(page.locator('summary', { hasText: 'Guards and limits' }))).toBe(
      'Guards and limits: nothing blocks this plan',
    );
    await page.getByLabel('without it').check();
    expect(await texts(page.locator('summary', { hasText: 'Guards and limits' }))).toBe(
      'Guards and limits: a guard blocks this plan',
    );
    expect(await texts(page.getByRole('navigation').getByRole('link', { name: /^Findings/ }))).toBe(
      'Findings: 1',
    );
  });

  test('without --allow-destructive, what is held back does not happen', async () => {
    const { page } = await at();
    expect(await texts(card(page, 'people lose access'))).toBe(
      '19\npeople lose access\n0 without --allow-destructive',
    );
    await page.getByLabel('without it').check();
    expect(await texts(card(page, 'people lose access'))).toBe(
      '0\npeople lose access\n19 with --allow-destructive',
    );
    expect(await texts(page.getByRole('status'))).toContain('The plan changes no access.');
    await page.getByLabel('Only what changes').uncheck();
    expect(await page.locator('.grid .cell.loses').count()).toBe(0);
  });

  test('a page of one side says how to get both', async () => {
    const { plan } = small;
    const { page } = await at('', { ...small, ...(plan && { plan: oneSided(plan) }) });
    const both = 'A page of the plan without this flag shows both';
    expect(await texts(page.locator('.title'))).toContain(both);
    const { page: other } = await at();
    expect(await texts(other.locator('.title'))).not.toContain(both);
  });

  test('what a change does beside all others is said with consent, what it does alone without', async () => {
    const { plan } = small;
    const sections = plan?.sections.map((section) => ({
      ...section,
      rows: section.rows.map((row) => ({
        ...row,
        effect: 'person0003@example.com: member -> member and Data Scientist',
        losing: [],
        with_consent: { effect: 'member -> read-only', people: [3], losing: [3] },
      })),
    }));
    const { page } = await at('', {
      ...small,
      ...(plan && sections && { plan: { ...plan, sections } }),
    });
    const row = page.locator('.row-of-plan').first();
    await row.click();
    expect(await row.innerText()).toContain('member -> read-only');
    expect(await row.innerText()).toContain('1 person loses access: person0003@example.com');
    await page.getByLabel('without it').check();
    expect(await row.innerText()).toContain('member -> member and Data Scientist');
  });

  test('the title, the guards, the rows and every other page follow the side that is shown', async () => {
    const { page } = await at();
    const guards = page.getByRole('region', { name: 'Guards' });
    const changes = page.getByRole('region', { name: 'Changes' });
    await titled(page).toBe('Acme: 19 lose access, 2 cannot be undone');
    expect(await texts(page.locator('.alarm'))).toBe('');
    expect(await texts(changes)).not.toContain('held back');
    await page.getByRole('link', { name: 'About' }).click();
    expect(await texts(guards)).toContain('2 admins remain.');

    await page.getByLabel('without it').check();
    await titled(page).toBe('Acme: no changes');
    expect(await texts(page.locator('.alarm'))).toContain('The admins were not read.');
    expect(await texts(changes)).toContain('held back');
    expect(await texts(guards)).toContain('The admins were not read.');
    expect(await texts(guards)).not.toContain('2 admins remain.');

    await page.evaluate(`location.hash = ${JSON.stringify(person)}`);
    await titled(page).toContain('person0015@example.com');
    expect(await page.getByLabel('without it').isChecked()).toBe(true);
    expect(await texts(page.locator('main'))).not.toContain('loses access');
    await page.getByLabel('with --allow-destructive').check();
    expect(await texts(page.locator('main'))).toContain('loses access');
    await page.evaluate(`location.hash = ${JSON.stringify(`#resource=${space}`)}`);
    await titled(page).toContain('space-0-1');
    expect(await texts(page.locator('.change'))).not.toContain('held back');
    await page.getByLabel('without it').check();
    expect(await texts(page.locator('.change'))).toContain('held back');
    await page.getByLabel('with --allow-destructive').check();
    await page.getByRole('link', { name: 'Back to the access map' }).click();
    await titled(page).toBe('Acme: 19 lose access, 2 cannot be undone');
  });

  test('the access rules say whether they hold now and after the plan, on every page that they concern', async () => {
    const { page } = await at();
    const rules = page.getByRole('region', { name: 'Access rules' });
    expect(await texts(rules)).toMatch(
      /contractors stay out: \*@contractor\.example\.com may not have access\s+broken now, ok after the plan/,
    );
    await rules.getByText('contractors stay out').click();
    expect(await texts(rules)).toMatch(
      /they sign other papers access\.yaml:60\s+fixed by the plan person0015@example\.com has access in space-0-1: member access\.yaml:9015\s+and 3 more breaches/,
    );
    await page.getByLabel('without it').check();
    await rules.getByText('contractors stay out').click();
    expect(await texts(rules)).toMatch(
      /broken now, unknown after the plan[\s\S]*Unknown: the holders of DS were not read/,
    );
    await page.evaluate(`location.hash = ${JSON.stringify(person)}`);
    await titled(page).toContain('person0015@example.com');
    expect(await texts(rules)).toContain('contractors stay out');
    await page.evaluate(`location.hash = '#person=person0016@example.com'`);
    await titled(page).toContain('person0016@example.com');
    // Breaches that are only counted may be theirs.
    expect(await texts(rules)).toMatch(/contractors stay out[\s\S]*broken now/);
    await page.evaluate(`location.hash = '#person=person0017@example.com'`);
    await titled(page).toContain('person0017@example.com');
    expect(await texts(rules)).not.toContain('contractors stay out');
    expect(await texts(rules)).toContain('few admins');
    await page.evaluate(`location.hash = ${JSON.stringify(`#resource=${space}`)}`);
    await titled(page).toContain('space-0-1');
    expect(await texts(rules)).toContain('contractors stay out');
    expect(await texts(rules)).not.toContain('few admins');
  });

  test('a rule that the plan breaks is open, with the new breach first', async () => {
    const [, admins] = small.rules ?? [];
    const rule = admins && { ...admins, before: brokenBy(1, 2), as_run: brokenBy(1, 2, 3) };
    const { page } = await at('', { ...small, ...(rule && { rules: [rule] }) });
    const rules = page.getByRole('region', { name: 'Access rules' });
    expect(await texts(rules)).toMatch(
      /1 broken after the plan[\s\S]*new person 3 is an admin\s+person 1 is an admin\s+person 2 is/,
    );
    await page.evaluate(`location.hash = '#person=person0003@example.com'`);
    expect(await texts(rules)).toMatch(/broken by others now, broken after the plan/);
    expect(await texts(rules)).not.toContain('person 1');
  });

  test('what becomes of a person in a resource leads to why', async () => {
    const { page } = await at(person);
    await page.getByRole('link', { name: 'loses access' }).first().click();
    await titled(page).toMatch(/^person0015@example\.com in /);
    expect(await texts(page.locator('main'))).toContain(
      'With this plan, person0015@example.com loses access.',
    );
  });

  test('a link into the last section opens what is folded there', async () => {
    const { page } = await at('#about');
    expect(await texts(page.getByRole('region', { name: 'What was read' }))).toContain('users');
    expect(await texts(page.locator('#about'))).toContain('Digest of the plan');
  });

  test('filters leave out people and resources, and say how many are left', async () => {
    const { page } = await at();
    await page.getByLabel('Only what changes').uncheck();
    await page.getByLabel('Hide account admins').check();
    expect(await rows(page)).toBe('59');
    await choice(page, 'Team').selectOption('platform');
    expect(await texts(page.getByRole('status'))).toMatch(
      /^Showing 19 people \(of 60 people\), in 22 of 22 resources\. \d+ people who lose access are hidden by these filters\.$/m,
    );
    await choice(page, 'Role').selectOption('Data Scientist');
    await choice(page, 'Team').selectOption('All teams');
    const shown: readonly string[] = await page.evaluate(
      `[...document.querySelectorAll('.grid .cell[data-text]:not(.faint)')].map((cell) => cell.dataset.text)`,
    );
    expect(new Set(shown)).toEqual(new Set(['DS']));
    await choice(page, 'Role').selectOption('All roles');
    await choice(page, 'Permission').selectOption('EXPERIMENT_CREATE');
    expect(await texts(page.getByRole('status'))).toMatch(/^Showing 58 people/m);
    await choice(page, 'Permission').selectOption('All permissions');
    expect(await texts(page.getByRole('status'))).not.toContain('hidden');
  });

  test('people can be grouped by team', async () => {
    const { page } = await at();
    await page.getByLabel('Group by team').check();
    expect(await grid(page).getByRole('rowheader').first().innerText()).toBe(
      'data-science: 19 people',
    );
  });

  test('projects unfold below their space', async () => {
    const places = [
      ...small.places,
      {
        kind: 'project' as const,
        name: 'fraud-prod',
        address: 'project/x',
        parent: 3,
        restricted: true as const,
      },
    ];
    const { page } = await at('', { ...small, places });
    await page.getByLabel('Only what changes').uncheck();
    expect(await texts(grid(page))).not.toContain('fraud-prod');
    await page.getByRole('button', { name: 'Projects of space-0-1' }).click();
    expect(await texts(grid(page))).toContain('fraud-prod (restricted)');
    await page.getByRole('button', { name: 'Projects of space-0-1' }).click();
    expect(await texts(grid(page))).not.toContain('fraud-prod');
  });

  test('a cell opens to the ways in before and after, the change behind it, and their lines', async () => {
    const { page } = await at();
    await grid(page).locator('[data-text="R→–"]').first().click();
    await titled(page).toContain('person0012@example.com in space space-0-1');
    const main = await texts(page.getByRole('main'));
    expect(main).toMatch(/Now\s+read-only, by team data-science access\.yaml:9012/);
    expect(main).toMatch(/After the plan\s+no access/);
    expect(main).toMatch(/delete space space-0-1 access\.yaml:47\s+CANNOT BE UNDONE/);
    const line = page.getByRole('link', { name: 'access.yaml:47' });
    expect(await line.getAttribute('href')).toBe(
      'https://example.com/acme/access/blob/0123/access.yaml#L47',
    );
  });

  test('a role that the plan changes does not come from the line that asks for another one', async () => {
    const changed = small.grants.findIndex(({ line, plan, place }) => line && !plan && place > 0);
    const grants = small.grants.map((grant, index) =>
      index === changed ? { ...grant, plan: 'changed' as const, after: grant.level } : grant,
    );
    const { person: index = 0, line: [, line] = [0, 0] } = grants[changed] ?? {};
    const { page } = await at(`#person=${small.people[index]?.email}`, { ...small, grants });
    const main = await texts(page.getByRole('main'));
    expect(main).toMatch(new RegExp(`access\\.yaml:${line} says otherwise`));
  });

  test('why comes before the permissions that are lost, which are folded', async () => {
    const { page } = await at(`#person=person0012@example.com&in=${space}`);
    await titled(page).toContain('person0012@example.com in space space-0-1');
    expect(await texts(page.getByRole('main'))).toMatch(
      /Why\s+delete space space-0-1[^]*Permissions\s+Loses 3 permissions/,
    );
    const lost = page.getByText('DATASET_CREATE, EXPERIMENT_CREATE, PROJECT_READ').first();
    expect(await lost.isVisible()).toBe(false);
    await page.getByText('Loses 3 permissions').click();
    expect(await lost.isVisible()).toBe(true);
  });

  test('a search leads to a person, a resource, a role, a team, a permission or an answer', async () => {
    const { page } = await at();
    const leads = [
      ['person0015', 'person0015@example.com'],
      ['Person 15', 'person0015@example.com'],
      ['space-0-1', 'space space-0-1'],
      ['data scientist', 'role Data Scientist'],
      ['platform', 'team platform'],
      ['experiment', 'EXPERIMENT_CREATE'],
      ['PROJECT_READ space-0-1', 'Who has PROJECT_READ in space-0-1'],
      ['space-0-1 project_read', 'Who has PROJECT_READ in space-0-1'],
      ['person0015 space-0-1', 'person0015@example.com in space space-0-1'],
    ] as const;
    for (const [query, title] of leads) {
      // From a field that takes no text, too.
      await page.evaluate(`document.querySelector('input[type=checkbox]').focus()`);
      await page.keyboard.press('/');
      await page.keyboard.type(query);
      await page.keyboard.press('Enter');
      await expect
        .poll(() => heading(page).innerText(), { ...patiently, message: query })
        .toContain(title);
    }
  });

  test('a search that finds nothing says so, and the arrow keys choose among matches', async () => {
    const { page } = await at();
    const field = page.getByRole('combobox', { name: 'Search' });
    await field.fill('zoe');
    expect(await texts(page.getByRole('listbox').getByRole('option'))).toBe(
      'Nothing in this report has that name.',
    );
    await field.fill('person000');
    await field.press('ArrowDown');
    const chosen = page.locator(`#${await field.getAttribute('aria-activedescendant')}`);
    expect(await chosen.innerText()).toContain('person0001@example.com');
    await field.press('Enter');
    await titled(page).toBe('person0001@example.com');
  });

  test('who can: those who lose the permission come first, with the admins last', async () => {
    const { page } = await at(`#permission=PROJECT_READ&in=${space}`);
    expect(await texts(page.getByRole('main'))).toContain(
      'Who has access: 21 people now, 2 people after the plan',
    );
    const people = page.getByRole('table').getByRole('row');
    expect(await people.nth(1).innerText()).toMatch(
      /^person0003@example\.com.*− loses PROJECT_READ/s,
    );
    expect(await people.last().innerText()).toMatch(
      /^person0001@example\.com\s+admin of the account/,
    );
  });

  test('who can: a person whose other access changes is said to keep the permission', async () => {
    const { plan } = small;
    const keeps = plan?.with_consent && {
      ...plan.with_consent,
      kinds: [{ effect: 'changes' as const, lost: 2, causes: [1] }],
      cells: [{ person: 15, to: [3, 6] }],
      differences: [15, 3, 0],
    };
    const { page } = await at(`#permission=PROJECT_READ&in=${space}`, {
      ...small,
      ...(plan && keeps && { plan: { ...plan, with_consent: keeps } }),
    });
    const row = page.getByRole('row', { name: 'person0015@example.com' });
    expect(await row.innerText()).toContain('keeps PROJECT_READ');
    expect(await row.innerText()).not.toContain('loses some');
  });

  test('a permission says how many have it where, now and after the plan', async () => {
    const { page } = await at('#permission=PROJECT_READ');
    const table = page.getByRole('table');
    expect(await table.getByRole('row', { name: 'space-0-1' }).innerText()).toMatch(
      /21 people\s+2 people$/,
    );
    await page.getByLabel('without it').check();
    expect(await table.getByRole('row', { name: 'space-0-1' }).innerText()).toMatch(
      /21 people\s+21 people$/,
    );
  });

  test('a service identity that loses access is not counted as a person', async () => {
    expect(await sumOver('space-0-1', (index) => index === 15)).toBe(
      '−18: access is lost by 18 people and 1 service identity',
    );
    expect(await sumOver('space-0-1', () => true)).toBe(
      '−19 service: access is lost by 19 service identities',
    );
  });

  test('a link leads to a person from outside, the page to another, and Escape back', async () => {
    const { page } = await at('#person=PERSON0015@example.com');
    await titled(page).toBe('person0015@example.com');
    expect(await page.title()).toBe(
      'person0015@example.com · Acme: 19 lose access, 2 cannot be undone',
    );
    await page.getByRole('link', { name: 'data-science' }).first().click();
    await titled(page).toBe('team data-science');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    await page.keyboard.press('Escape');
    await page.waitForURL(/person=/);
    await titled(page).toBe('person0015@example.com');
  });

  test('a name that is not in the report is said to be missing, with what was not read', async () => {
    const { page } = await at('#person=zoe@example.com', {
      ...small,
      leaves_out: ['4 roles are not shown.', 'Nothing else was read'],
    });
    expect(await texts(page.getByRole('main'))).toMatch(
      /Not in this report\s+This report has no person=zoe@example\.com.*\s+4 roles are not shown\.\n+Nothing else was read/,
    );
  });

  test('the map is for the keyboard too', async () => {
    const { page } = await at();
    await grid(page).focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(
      /^person0006@example\.com, space space-0-1: /,
    );
    await page.keyboard.press('Enter');
    // The page follows the address, which changes a moment after the key.
    await heading(page).filter({ hasText: 'person0006@example.com in space space-0-1' }).waitFor();
    await page.keyboard.press('Escape');
    await heading(page).filter({ hasText: 'Acme' }).waitFor();
    await page.locator(':focus[aria-label^="person0006@example.com"]').waitFor();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.locator(':focus', { hasText: 'person0003@example.com' }).waitFor();
    await page.keyboard.press('Enter');
    await heading(page).filter({ hasText: 'person0003@example.com' }).waitFor();
    await titled(page).toBe('person0003@example.com');
  });

  test('a change opens to its people, reason and line, and says that it cannot be undone', async () => {
    const { page } = await at();
    await page.getByText('delete space space-0-0').click();
    expect(await texts(page.locator('.row-of-plan[open]'))).toMatch(
      /7 people lose access: person0003@example\.com, .*CANNOT BE UNDONE: its projects and traces are deleted with it\. Reason: no longer used\./s,
    );
  });

  test('a change leads to the pages of what it names, and names of the file are code', async () => {
    const { plan } = small;
    const changes = plan?.changes.map((change) => ({
      ...change,
      person: 15,
      role: 0,
      reason: 'not listed under `members`',
    }));
    const { page } = await at('', {
      ...small,
      ...(plan && changes && { plan: { ...plan, changes } }),
    });
    await page.getByText('delete space space-0-0').click();
    const row = page.locator('.row-of-plan[open]');
    expect(await texts(row)).toContain('Reason: not listed under members.');
    expect(await texts(row.locator('.leads'))).toBe(
      'See who has access: person0015@example.com; Organization 0 / space-0-0; role Data Scientist',
    );
    await row.getByRole('link', { name: 'Data Scientist' }).click();
    await titled(page).toBe('role Data Scientist custom');
  });

  test('who loses all access may stay in the account, which is said', async () => {
    const { plan } = small;
    const losing = plan?.with_consent && { ...plan.with_consent, losing_all: [15] };
    const { page } = await at(person, {
      ...small,
      ...(plan && losing && { plan: { ...plan, with_consent: losing } }),
    });
    await titled(page).toContain('loses all access');
    expect(await texts(page.getByRole('main'))).toContain(
      'Stays in the account, but has access to no organization, space or project.',
    );
  });

  test('on a phone everything that is pressed is as high as a finger', async () => {
    const { page } = await at('', small, phone);
    for (const hash of views) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      for (const summary of await page.locator('summary:visible').all()) await summary.click();
      expect({ hash, low: await page.evaluate(lowTargets) }).toEqual({ hash, low: [] });
    }
  });

  test('on a phone no address is cut, and the map shows that it goes on to the right', async () => {
    const people = small.people.map((each, index) => ({
      ...each,
      email: `${index}-traces-forwarder@service.example.com`,
    }));
    const { page } = await at('', { ...small, people }, phone);
    expect(await page.evaluate(cutNames)).toEqual([]);
    await page.getByLabel('Only what changes').uncheck();
    const fades = (): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector('.grid')).maskImage`);
    expect(await fades()).toContain('gradient');
    await grid(page).evaluate((map) => map.scrollTo(map.scrollWidth, 0));
    await expect.poll(fades, patiently).toBe('none');
    const field = page.getByRole('combobox', { name: 'Search' });
    expect(await field.getAttribute('placeholder')).toBe('Person, resource or role');
  });

  test('the name over a single column is not cut', async () => {
    const name = 'Organization with a name of many words';
    const places = small.places.map((each, index) => (index === 1 ? { ...each, name } : each));
    const { plan } = small;
    const one = plan?.with_consent && {
      ...plan.with_consent,
      cells: [{ person: 15, to: [3, 0] }],
      differences: [15, 3, 1],
    };
    const { page } = await at('', {
      ...small,
      places,
      ...(plan && one && { plan: { ...plan, with_consent: one } }),
    });
    const band = page.locator('.band', { hasText: name });
    expect(await band.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(
      0,
    );
  });

  test('a drift says which side changed, and who may have changed it', async () => {
    const drift = {
      title: '1 changed in Arize',
      summary: 'Drift: 1 changed in Arize; 1 difference is accepted until 2027-03-31.',
      compared_with: 'main',
      asked: 'Who made the changes is a hint.',
      findings: [
        {
          id: '1a2b3c4d',
          address: 'space/Organization 0/space-0-1',
          text: 'space-0-1 is public',
          direction: 'live' as const,
          who: ['eve@example.com on 2026-11-30'],
          line: [0, 47] as const,
        },
      ],
    };
    const { page } = await at('', {
      ...small,
      ...(small.plan && { plan: { ...small.plan, drift } }),
    });
    await titled(page).toBe('Acme, access drift: 1 changed in Arize');
    expect(await texts(page.locator('.title'))).toContain('1 difference is accepted until');
    expect(await texts(page.getByRole('region', { name: 'Drift' }))).toMatch(
      /Drift\s+Compared with main\.\s+Changed in Arize: 1\s+space-0-1 is public by eve@example\.com on 2026-11-30 access\.yaml:47 1a2b3c4d/,
    );
  });

  test('YAML of a finding is copied as it stands', async () => {
    const { page } = await at('', small, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByText('space-0-0 has only one admin.').click();
    await page.getByRole('button', { name: 'Copy the YAML' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(small.findings[0]?.fix.yaml);
  });

  test('on paper is everything that changes, with all that is folded', async () => {
    const { page, faults } = await at();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    const printed = await texts(page.locator('body'));
    expect(printed).toMatch(/Organization 0 \/ space-0-1: 19 people/);
    expect(printed.match(/person0057@example\.com (?:read-only|member) → no access/g)).toHaveLength(
      1,
    );
    expect(printed).toContain('Reason: no longer used.');
    expect(printed).toContain('d'.repeat(64));
    expect(printed).not.toContain('Only what changes');
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(faults).toEqual([]);
  });

  test('it is light or dark as the system is, or as the reader wants it', async () => {
    const { page } = await at('', small, { colorScheme: 'dark' });
    const back = (): Promise<string> =>
      page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await back()).toBe('rgb(21, 24, 29)');
    await page.getByRole('button', { name: 'Light colours' }).click();
    expect(await back()).toBe('rgb(255, 255, 255)');
  });

  test('of 5,000 people and 200 spaces only what is seen is drawn, and every cell can be reached', async () => {
    const { page, faults } = await at('', madeUp({ people: 5000, organizations: 20, spaces: 10 }));
    await page.getByLabel('Only what changes').uncheck();
    expect(await rows(page)).toBe('5001');
    expect(await grid(page).getAttribute('aria-colcount')).toBe('222');
    const drawn = (): Promise<number> => page.evaluate(`document.querySelectorAll('*').length`);
    expect(await drawn()).toBeLessThan(4000);
    await grid(page).focus();
    await page.keyboard.press('Control+End');
    expect(await page.locator(':focus').getAttribute('aria-label')).toContain(
      'person4999@example.com, space space-19-9',
    );
    expect(await grid(page).getByRole('rowheader').last().innerText()).toBe(
      'person4999@example.com',
    );
    expect(await grid(page).getByRole('columnheader').last().innerText()).toContain('space-19-9');
    expect(await drawn()).toBeLessThan(4000);
    // What has the focus leaves the screen: the keyboard goes on from there.
    await page.evaluate(`document.querySelector('.grid').scrollTo(0, 0)`);
    await grid(page).getByText('person0000@example.com').waitFor();
    await page.keyboard.press('ArrowUp');
    await grid(page).getByText('person4998@example.com').waitFor();
    expect(faults).toEqual([]);
  });

  test('no name is markup, script, style or link', async () => {
    const { page, faults } = await at('', withHostileNames(small));
    const visits = [
      ['', hostile[5]],
      [`#person=${encodeURIComponent(hostile[5])}`, hostile[5]],
      [`#resource=${encodeURIComponent(hostile[2])}`, hostile[2]],
      [
        `#person=${encodeURIComponent(hostile[5])}&in=${encodeURIComponent(hostile[2])}`,
        hostile[5],
      ],
      [`#role=${encodeURIComponent(hostile[5])}`, hostile[5]],
      [`#team=${encodeURIComponent(hostile[1])}`, hostile[1]],
      [`#permission=${encodeURIComponent(hostile[41])}`, hostile[41]],
      ['#person=<img src=x onerror=alert(1)>&in=</script><script>', '<img'],
      ['#%E0%A4%A', ''],
    ] as const;
    for (const [hash, shown] of visits) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
      await page.getByRole('combobox', { name: 'Search' }).fill('<');
      const seen = {
        text: await page.evaluate('document.body.textContent'),
        elements: await page.evaluate(elements),
        links: await page.evaluate(links),
      };
      expect({ hash, ...seen }).toEqual({
        hash,
        text: expect.stringContaining(visible(shown)),
        elements: [],
        links: [],
      });
    }
    expect(faults).toEqual([]);
  });

  test('every hostile name stands on the page as it is written', async () => {
    const { page } = await at('', withHostileNames(small));
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    const body: string = await page.evaluate('document.body.textContent');
    expect(hostile.filter((name) => !body.includes(visible(name)))).toEqual([]);
  });

  test('its policy refuses scripts, markup, styles, requests and images', async () => {
    const { page, faults } = await at();
    const refused = [
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))`,
      `document.body.innerHTML = '<p>'`,
      `document.body.setAttribute('style', 'color: red')`,
      `return fetch('https://example.com')`,
      `document.body.append(Object.assign(new Image(), { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' }))`,
    ];
    for (const code of refused) {
      const before = faults.length;
      await page.evaluate(`Promise.resolve().then(() => { ${code} }).catch(() => {})`);
      await expect
        .poll(() => faults.slice(before).join('\n'), { message: code })
        .toMatch(/Content Security Policy|Trusted/i);
    }
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });
});

/** Elements that no page of ours has, and attributes that run, load or style. */
const elements = `[...document.querySelectorAll('*')]
  .filter((each) =>
    !/^(?:html|head|meta|title|style|script|body|header|main|nav|section|article|div|span|p|a|bdi|h[1-3]|ul|li|dl|dt|dd|table|caption|thead|tbody|tr|th|td|button|input|select|option|label|fieldset|legend|details|summary|strong|pre)$/i.test(each.tagName) ||
    document.scripts.length > 2 ||
    document.querySelectorAll('style').length > 1 ||
    [...each.attributes].some(({ name }) => /^(?:on|src|srcset|srcdoc|action|formaction)/.test(name)))
  .map((each) => each.outerHTML.slice(0, 100))`;

/** Links that lead anywhere but within the page or to a web site. */
const links = `[...document.links].map((each) => each.getAttribute('href')).filter((href) => !/^(?:#|https:)/.test(href))`;

/** What is pressed on its own and is lower than 44 pixels. A cell of the map is pressed as a whole, a box with its label. */
const lowTargets = `[...document.querySelectorAll('a, button, select, summary, label, input[type=search], .cell, .grid [role=rowheader], .grid [role=columnheader]')]
  .filter((each) => each.checkVisibility() && !each.closest('.legend ul') && !each.matches('.skip, .grid a, .line'))
  .filter((each) => each.getBoundingClientRect().height < 43)
  .map((each) => each.outerHTML.slice(0, 120))`;

/** Names of the map that do not show as a whole. */
const cutNames = `[...document.querySelectorAll('.grid [role=rowheader]')].flatMap((each) => {
  const name = each.querySelector('a');
  const [own, outer] = [name.getBoundingClientRect(), each.getBoundingClientRect()];
  const shown = own.right <= outer.right && own.bottom <= outer.bottom + 1 && name.scrollWidth <= name.clientWidth + 1;
  return shown ? [] : [name.innerText];
})`;
