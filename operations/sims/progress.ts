import { Presets, SingleBar } from 'cli-progress'

/** Long work, shown to whoever waits for it. */
export interface Progress {
  /** Ends what was shown before. */
  readonly start: (what: string, total: number) => void
  readonly advance: (count: number) => void
  readonly stop: () => void
}

/** For scripts and files. */
export const silentProgress: Progress = { start: () => {}, advance: () => {}, stop: () => {} }

/** A bar on a terminal: never on stdout, which may be piped. */
export const progressBar = (stream: NodeJS.WriteStream): Progress => {
  let bar: SingleBar | undefined
  const stop = (): void => {
    bar?.stop()
    bar = undefined
  }
  return {
    start: (what, total) => {
      stop()
      bar = new SingleBar(
        {
          format: `${what} {bar} {percentage}% | {eta_formatted} left`,
          stream,
          fps: 5,
          hideCursor: true,
          // Ctrl-C is for the command, which stops between two writes.
          gracefulExit: false,
        },
        Presets.shades_classic,
      )
      bar.start(total, 0)
    },
    advance: (count) => bar?.increment(count),
    stop,
  }
}
