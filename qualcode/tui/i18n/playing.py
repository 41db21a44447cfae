"""Words of playing a recording."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "no player": (
        'no player is set: put a line like  player = "mpv --start={{seconds}} {{file}}"  '
        "in {where}",
        '未设播放器：请在 {where} 中写一行  player = "mpv --start={{seconds}} {{file}}"',
    ),
    "no recording": (
        "no recording of {document} in {folder}: put there {document}.mp3 (or .wav .m4a .mp4 …), "
        "or set  recordings  in {where}",
        "{folder} 中没有 {document} 的录音：请放入 {document}.mp3（或 .wav .m4a .mp4 …），"
        "或在 {where} 中设置  recordings",
    ),
    "no time code": (
        "no turn up to here has a time code: take the transcript in with its times (vtt, srt, "
        "[00:12:30])",
        "此处之前没有带时间码的话轮：请导入带时间的转录稿（vtt、srt、[00:12:30]）",
    ),
    "no such player": (
        "the player “{program}” cannot be started ({why}): install it, or change  player  in "
        "{where}",
        "无法启动播放器 “{program}”（{why}）：请安装，或在 {where} 中改  player",
    ),
    "playing": (
        "playing {file} from {time}, turn {turn}",
        "正在播放 {file}，从 {time}，话轮 {turn}",
    ),
}
