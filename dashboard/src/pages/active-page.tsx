export default function ActivePage(_: { name?: string }) {
  return <h1>active</h1>
}
