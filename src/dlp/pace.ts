/** What a redacting stream is to its pacer. */
interface Pieces<Piece> {
  push(piece: Piece): string;
  idle(): string;
  flush(): string;
}

/** Starts a timer and gives what stops it; milliseconds. */
export type StartTimer = (run: () => void, after: number) => () => void;

/** Where the text goes, and how long to wait for more. */
export interface PaceOptions {
  readonly emit: (text: string) => void;
  /** How long nothing must come before a word counts as written; default 250 ms. */
  readonly idleMs?: number;
  readonly startTimer?: StartTimer;
}

/** A stream that lets the last word go when nothing follows it for a while. */
export interface Paced<Piece> {
  push(piece: Piece): void;
  /** Emits what was held back; the stream has ended. */
  end(): void;
}

/** Runs pieces through a redacting stream to `emit`, and does not sit on a word that nobody goes on with. */
export function paced<Piece>(pieces: Pieces<Piece>, options: PaceOptions): Paced<Piece> {
  const { emit, idleMs = 250, startTimer = systemTimer } = options;
  let stop: () => void = () => undefined;
  const give = (text: string) => {
    if (text !== "") emit(text);
  };
  return {
    push(piece) {
      stop();
      give(pieces.push(piece));
      stop = startTimer(() => give(pieces.idle()), idleMs);
    },
    end() {
      stop();
      give(pieces.flush());
    },
  };
}

/** Does not keep the process alive. */
export const systemTimer: StartTimer = (run, after) => {
  const timer = setTimeout(run, after);
  timer.unref();
  return () => clearTimeout(timer);
};
