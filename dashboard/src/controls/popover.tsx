import { useId, useRef, type ReactNode, type ToggleEvent } from 'react'

interface PopoverProps {
  /** What the button says. */
  readonly button: ReactNode
  /** The button's name, where what it says is not enough. */
  readonly label?: string
  readonly className?: string
  /** The name of what opens. */
  readonly title: string
  readonly children: (close: () => void) => ReactNode
}

const gap = 6
const margin = 8

/** A button that opens a panel under it. Escape and a press elsewhere close it, and focus goes back. */
export function Popover({ button, label, className, title, children }: PopoverProps) {
  const id = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const place = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState !== 'open' || opener.current === null || panel.current === null) return
    const at = opener.current.getBoundingClientRect()
    const { style, offsetWidth } = panel.current
    const left = Math.min(at.left, document.documentElement.clientWidth - offsetWidth - margin)
    style.top = `${at.bottom + gap}px`
    style.left = `${Math.max(margin, left)}px`
    style.maxHeight = `${Math.max(240, innerHeight - at.bottom - gap - margin)}px`
  }
  return (
    <>
      <button
        type="button"
        ref={opener}
        className={`button ${className ?? ''}`}
        popoverTarget={id}
        aria-haspopup="dialog"
        aria-label={label}
      >
        {button}
        <Caret />
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={title}
        className="popover"
        onToggle={place}
      >
        {children(() => {
          panel.current?.hidePopover()
        })}
      </div>
    </>
  )
}

function Caret() {
  return (
    <svg className="caret" viewBox="0 0 10 6" width="10" height="6" aria-hidden="true">
      <path d="M1 1l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  )
}
