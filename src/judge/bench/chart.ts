import type { Result } from "./run.ts";

const [size, left, top] = [360, 56, 24];
const colours = ["#1b6ca8", "#c2410c", "#15803d", "#7c3aed", "#b91c1c", "#0f766e"];

/** Recall over false alarms of every contestant as an SVG; a dot stands where it decides. */
export function chartOf(results: readonly Result[]): string {
  const x = (fpr: number) => (left + fpr * size).toFixed(1);
  const y = (recall: number) => (top + (1 - recall) * size).toFixed(1);
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((at) => [
    `<line x1="${x(at)}" y1="${y(0)}" x2="${x(at)}" y2="${y(1)}" stroke="#ddd"/>`,
    `<line x1="${x(0)}" y1="${y(at)}" x2="${x(1)}" y2="${y(at)}" stroke="#ddd"/>`,
    `<text x="${x(at)}" y="${top + size + 16}" text-anchor="middle">${at}</text>`,
    `<text x="${left - 6}" y="${y(at)}" text-anchor="end" dominant-baseline="middle">${at}</text>`,
  ]);
  const lines = results.flatMap(({ name, curve, fpr, recall, auc, p99 }, i) => {
    const colour = colours[i % colours.length];
    const points = thinned(curve).map(([a, b]) => `${x(a)},${y(b)}`);
    const legend = `${name}: AUC ${auc.toFixed(3)}, p99 ${p99.toFixed(1)} ms`;
    return [
      `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      `<circle cx="${x(fpr)}" cy="${y(recall)}" r="4" fill="${colour}"/>`,
      `<text x="${left + size + 24}" y="${top + 12 + 20 * i}" fill="${colour}">${escaped(legend)}</text>`,
    ];
  });
  const [width, height] = [left + size + 360, Math.max(top + size + 48, top + 20 * results.length + 24)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...ticks,
    `<text x="${left + size / 2}" y="${top + size + 36}" text-anchor="middle">false alarms</text>`,
    `<text x="14" y="${top + size / 2}" text-anchor="middle" transform="rotate(-90 14 ${top + size / 2})">recall</text>`,
    ...lines,
    "</svg>",
    "",
  ].join("\n");
}

/** At most about 400 points, the last one among them. */
function thinned<T>(points: readonly T[]): readonly T[] {
  const step = Math.ceil(points.length / 400);
  return points.filter((_, i) => i % step === 0 || i === points.length - 1);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
