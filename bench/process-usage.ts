import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second, whatever the kernel's own clock does. */
const TICKS_PER_SECOND = 100

/** The fields of `/proc/<pid>/stat` from the third on: the second may hold spaces. */
const statOf = (pid: number): readonly string[] => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** CPU seconds of all threads of a process; of one that has ended, or elsewhere than on Linux, none. */
export const cpuSecondsOf = (pid: number): number => {
  try {
    const stat = statOf(pid)
    return (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND
  } catch {
    return 0
  }
}

/** The most memory that a process has had so far, in MB of 10^6 bytes; of one that has ended none. */
export const peakMegabytesOf = (pid: number): number => {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return (Number(peak) * 1024) / 1_000_000
  } catch {
    return 0
  }
}

/** CPU seconds of the process of a function that a local stack has started. */
export const functionCpuSeconds = (stackPid: number, functionName: string): number => {
  const isOurs = (pid: number): boolean => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
      return (
        Number(statOf(pid)[1]) === stackPid &&
        environment.split('\0').includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`)
      )
    } catch {
      return false
    }
  }
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter(isOurs).reduce((sum, pid) => sum + cpuSecondsOf(pid), 0)
}
