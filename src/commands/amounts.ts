/** Amounts as they are shown to people, in their language. */
import { Decimal } from '../lib/base/messages/index.ts';
import { bytesText, usd } from '../lib/lake/price.ts';

/** What Athena charges, in US dollars: with digits enough to see that a small price is one. */
export const athenaUsdShown = (amount: number): Decimal => new Decimal(usd(amount));

/** What X charges, in US dollars: to half a cent, which is the price of a post. */
export const postsUsdShown = (amount: number): Decimal => new Decimal(amount.toFixed(3));

/** `1.3 MB` */
export const sizeShown = (bytes: number): Decimal => new Decimal(bytesText(bytes));

export const secondsShown = (ms: number): Decimal => new Decimal((ms / 1000).toFixed(1));
