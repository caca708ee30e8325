"""Calls tools as an agent's program does, with the client of the Model Context Protocol's own library.

Reads {"command": [...], "mode": "auto" or "legacy", "calls": [[tool, arguments], ...]} from standard input, and prints what
came back. The library validates each structured answer with the schema that its tool has.
"""

import json
import sys

import anyio
from mcp import Client, StdioServerParameters, stdio_client


async def main() -> None:
    asked = json.load(sys.stdin)
    program, *arguments = asked["command"]
    server = stdio_client(StdioServerParameters(command=program, args=arguments))
    async with Client(server, mode=asked["mode"]) as client:
        tools = (await client.list_tools()).tools
        answers = []
        for name, given in asked["calls"]:
            answer = await client.call_tool(name, given)
            answers.append(
                {
                    "error": bool(answer.is_error),
                    "text": "".join(part.text for part in answer.content),
                    "data": answer.structured_content,
                }
            )
        printed = {
            "name": client.server_info.name,
            "instructions": client.instructions,
            "tools": [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools],
            "answers": answers,
        }
    print(json.dumps(printed))


anyio.run(main)
