import type { Style } from './io.ts';

/** How many tweets of a day were of which mood. */
export interface DayMoods {
  readonly day: string;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
}

/** Of the longest bar, in characters. */
const WIDTH = 48;

/** A bar a day, as long as the day had tweets: what was positive, negative and neutral of it. */
export function sentimentChart(days: readonly DayMoods[], style: Style): string[] {
  const parts = [
    { name: 'Positivo', mark: '█', of: (moods: DayMoods) => moods.positive, paint: style.green },
    { name: 'Negativo', mark: '▓', of: (moods: DayMoods) => moods.negative, paint: style.red },
    { name: 'Neutro', mark: '░', of: (moods: DayMoods) => moods.neutral, paint: style.dim },
  ];
  const total = (moods: DayMoods) => parts.reduce((sum, { of }) => sum + of(moods), 0);
  const most = Math.max(1, ...days.map(total));
  const bars = days.map(moods => {
    let [before, end] = [0, 0];
    const bar = parts.map(({ mark, of, paint }) => {
      before += of(moods);
      const start = end;
      end = Math.round((before / most) * WIDTH);
      return paint(mark.repeat(end - start));
    });
    return `${moods.day}  ${bar.join('')}  ${total(moods)}`;
  });
  return [...bars, parts.map(({ name, mark, paint }) => `${paint(mark)} ${name}`).join('   ')];
}
