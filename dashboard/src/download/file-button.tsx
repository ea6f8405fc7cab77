interface FileButtonProps {
  /** What the file holds, in words. */
  readonly of: string
  readonly as: 'CSV' | 'PNG'
  readonly isDisabled?: boolean
  readonly onClick: () => void
}

/** Hands something of the page over as a file. */
export function FileButton({ of, as, isDisabled = false, onClick }: FileButtonProps) {
  return (
    <button
      type="button"
      className="button small"
      aria-label={`${of} as ${as}`}
      disabled={isDisabled}
      onClick={onClick}
    >
      {as}
    </button>
  )
}
