// `npm run bench` measures how fast ax-access is, and prints tables for docs/performance.md; `npm run bench -- read`
// measures one part of it. No number makes it fail: people judge what a number means.
const parts = [
  'start',
  'file',
  'read',
  'growth',
  'apply',
  'access',
  'rules',
  'report',
  'sandbox',
  'size',
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !parts.includes(name));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are ${parts.join(', ')}.`);
  process.exit(1);
}
for (const name of asked.length > 0 ? asked : parts) {
  // One after the other: two at a time would slow each other down.
  const { measure } = await import(`./${name}.mjs`);
  await measure();
}
