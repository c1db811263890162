/**
 * Does half a millisecond of work once a second and prints how long it took: longer only where the machine took the
 * processor away. Makes no garbage; plain JavaScript, so that nothing is loaded with it.
 */
const workMs = 0.5;
const gapMs = 1000;

let sum = 0;
const work = (turns) => {
  const began = performance.now();
  for (let i = 0; i < turns; i++) sum = (sum * 31 + i) | 0;
  return performance.now() - began;
};

// The fewest of several: undisturbed, and compiled.
let fastest = Infinity;
for (let i = 0; i < 200; i++) fastest = Math.min(fastest, work(100_000));
const turns = Math.round((100_000 * workMs) / fastest);

process.stdout.write('works\n');
setInterval(() => process.stdout.write(`took ${work(turns).toFixed(3)}\n`), gapMs);
