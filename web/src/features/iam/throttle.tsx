import { Problem } from '@shared/api/problem'
import { Notice } from '@shared/ui/States'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** The wait after too many tries: a notice that counts down. */
export interface Throttle {
  notice: ReactNode
  start: (seconds: number) => void
}

/** Shows how long to wait until the next try. */
export function useThrottle(): Throttle {
  const { t } = useTranslation('iam')
  const [until, setUntil] = useState(0)
  const [now, setNow] = useState(0)
  const left = Math.max(0, Math.ceil((until - now) / 1000))

  useEffect(() => {
    if (until === 0) return undefined
    const timer = setInterval(() => {
      setNow(Date.now())
      if (Date.now() >= until) clearInterval(timer)
    }, 1000)
    return () => clearInterval(timer)
  }, [until])

  const start = (seconds: number) => {
    setNow(Date.now())
    setUntil(Date.now() + seconds * 1000)
  }
  const minutes = Math.floor(left / 60)
  const text = minutes > 0 ? t('throttle.minutes', { minutes, seconds: left % 60 }) : t('throttle.seconds', { seconds: left })
  return { start, notice: left > 0 ? <Countdown text={text} /> : null }
}

/** Runs a try; a refusal for its frequency starts the countdown, which is then all that is said about it. */
export async function withThrottle(throttle: Throttle, attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt()
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 429 || error.retryAfter === undefined) throw error
    throttle.start(error.retryAfter)
  }
}

/** The wait for the eye, and once, when it begins, for the ear. */
function Countdown({ text }: { text: string }) {
  const [first] = useState(text)
  return (
    <>
      <p className="visually-hidden" role="alert">
        {first}
      </p>
      <div aria-hidden="true">
        <Notice kind="warning">{text}</Notice>
      </div>
    </>
  )
}
