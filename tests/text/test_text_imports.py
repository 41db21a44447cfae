import subprocess
import sys


def test_importing_the_text_package_loads_no_heavy_library() -> None:
    modules = "display edits graphemes language lines names shadow units words"
    program = (
        "import sys\n"
        + "".join(f"import qualcode.text.{name}\n" for name in modules.split())
        + "heavy = 'rjieba jieba opencc pypinyin regex rapidfuzz wcwidth numpy pandas'.split()\n"
        + "print(sorted(set(heavy) & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"
