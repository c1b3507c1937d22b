export function freePort(): Promise<number>;
export function untilListening(port: number): Promise<void>;
