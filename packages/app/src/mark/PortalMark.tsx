/** The portal's mark: a system of ours joined to one outside. The same drawing as `public/favicon.svg`. */
export function PortalMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0f3b47" />
      <path
        d="M12.6 19.4l6.8-6.8"
        stroke="#5fd3c4"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle
        cx="22"
        cy="10"
        r="4.2"
        fill="none"
        stroke="#5fd3c4"
        strokeWidth="2.6"
      />
      <rect x="5.6" y="17.6" width="8.8" height="8.8" rx="2.4" fill="#ffffff" />
    </svg>
  );
}
