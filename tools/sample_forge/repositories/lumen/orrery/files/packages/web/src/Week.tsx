import { altitude } from "@orrery/sky";

type Task = { title: string; due: Date };

export function Week({ tasks, now }: { tasks: Task[]; now: Date }) {
  return (
    <ol className="relative h-96">
      {tasks.map((task) => (
        <li
          key={task.title}
          className="absolute rounded-full px-3"
          style={{ bottom: `${altitude(task.due, now) * 100}%` }}
        >
          {task.title}
        </li>
      ))}
    </ol>
  );
}
