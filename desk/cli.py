"""``duban``: how a person or a script reaches what the flows do. Each command loads when called."""

import gc
import importlib
import sys

import click

from desk.faults import sentence
from duban import __version__
from duban.errors import DubanError

COMMANDS = {
    "run": ("desk.running:run", "在 Prefect 下完成一个完整督办周期"),
    "tick": ("desk.running:tick", "不经 Prefect 完成同一周期，供系统定时器使用"),
    "up": ("desk.running:up", "启动 Prefect 服务、界面、时间表、工作进程和督办台"),
    "bell": (
        "desk.bell:bell",
        "第二道铃：不经 Prefect 补做欠着的、送出待发的，并值守；供系统定时器每五分钟调用",
    ),
    "deploy": ("desk.bell:deploy", "向已有的 Prefect 服务登记时间表和自动化，可重复执行"),
    "fleet": ("desk.fleet:fleet", "全域督办：依次完成许多站点当天的督办"),
    "desk": ("desk.serving:desk", "督办台：领导、整改办、报送人和纪检监察组的页面"),
    "login": ("desk.logins:login", "督办台的个人登录：开立、重设、停用"),
    "token": ("desk.tokens:token", "程序令牌：开立、停用，供其他系统经接口阅看和办理"),
    "pushes": ("desk.pushed:pushes", "对外推送：告知其他系统的事件，逐件的结果"),
    "check": ("desk.checking:check", "通读台账和花名册，列出读不懂、对不上的地方，不写任何内容"),
    "roster": ("desk.rostering:roster", "花名册读成了什么，可另存为 roster.yaml"),
    "preview": ("desk.previewing:preview", "若无变化，某段时间内谁将在哪天被告知什么"),
    "items": ("desk.listing:items", "整改事项"),
    "readings": ("desk.listing:readings", "最近一次报送的读数，原文与判读并列"),
    "target": ("desk.targets:target", "量化目标：目标、最新数据、进度，或由整改办设定"),
    "limits": ("desk.limiting:limits", "时限台账：反馈之后应在何时报送、完成什么，或登记已完成"),
    "figures": ("desk.publishing:figures", "发布数据：总数、分类、比例，同一口径，核对之后才显示"),
    "deliveries": ("desk.delivered:deliveries", "收到的报送，采用或退回暂缓采用的报送"),
    "deliver": ("desk.delivered:deliver", "代收一份台账"),
    "matches": ("desk.delivered:matches", "疑似同一事项，由人认定"),
    "copies": ("desk.copying:copies", "退回各部门的批注件和下期预填表"),
    "notices": ("desk.listing:notices", "督办通知"),
    "channels": ("desk.channels:channels", "每人经由何处送达、可发多少内容、最近一次结果；向一人试发"),
    "receipt": ("desk.receiving:receipt", "登记迟到的送达回执，不再重发"),
    "escalations": ("desk.listing:escalations", "提级督办记录"),
    "signals": ("desk.signalling:signals", "纸面整改疑点，查看或登记核实结果"),
    "look-back": ("desk.looking_back:look_back", "回头看：抽查名单，或登记复查结果"),
    "dispute": ("desk.disputing:dispute", "登记责任归属争议，限期定责"),
    "own": ("desk.disputing:own", "定责：争议事项由哪个单位牵头"),
    "brief": ("desk.documents.pack:brief", "调度会材料：情况、变化、责任、逾期、提请研究，附图和数据口径"),
    "ledger": ("desk.documents.ledger:ledger", "整改台账工作簿，全部或一个责任单位"),
    "form": ("desk.documents.forms:form", "销号申请表、会审表，按一事一档填好"),
    "report": ("desk.documents.reports:report", "整改情况报告等代拟稿，每个数都附口径和所计事项"),
    "template": ("desk.documents.templates:template", "文书模板：核对字段，或取出默认模板供修改"),
    "slip": ("desk.documents.slips:slip", "督办单：编号、限期、签收处，登记在册"),
    "talk": ("desk.talking:talk", "谈话文书：决定之后代拟，谈话之后登记"),
    "duty": ("desk.duties:duty", "一岗双责履责月表，查看或登记本人确认"),
    "why": ("desk.explaining:why", "一份通知的依据"),
    "read": ("desk.reading:read", "一个单元格会被怎样理解"),
    "accept": ("desk.deciding:accept", "验收（整改办的行为，须写明经办人和理由）"),
    "return": ("desk.deciding:give_back", "退回申报，计时视同从未停止"),
    "write-off": ("desk.deciding:write_off", "销号（整改办的行为，须写明经办人和理由）"),
    "extend": ("desk.deciding:extend", "延期：到期前申请，按权限批准"),
    "reopen": ("desk.deciding:reopen", "重新打开已销号的事项"),
    "judge": ("desk.deciding:judge", "评定事项所在的级别"),
    "silence": ("desk.deciding:silence", "暂停提示到某一天，提级照常"),
    "release": ("desk.deciding:release", "审签等待签发的督办单"),
    "correct": ("desk.deciding:correct", "更正或核定整改时限"),
    "lower": ("desk.lowering:lower", "受限事项降为内部：一人提出，另一人以本人登录确认"),
    "hand-over": ("desk.handing:hand_over", "岗位交接：自某日起由某人任职"),
    "answer": ("desk.answering:answer", "登记签收和回应，纸面的代录"),
    "audit": ("desk.auditing:audit", "核查：另行推算应告知谁，核对记录"),
    "metrics": ("desk.measuring:metrics", "看护指标，供 Prometheus 读取"),
    "restored": ("desk.restoring:restored", "备份恢复之后：列出已送出的通知，核对后恢复送达"),
    "acts": ("desk.recorded:acts", "行为记录：谁、何时、因何决定"),
    "answers": ("desk.recorded:answers", "签收和回应记录"),
}


class Lazy(click.Group):
    """A group whose commands are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their short help, importing none of them."""
        with formatter.section("命令"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="duban")
def group() -> None:
    """督办：让整改不落空。SITE 是站点目录，也可用环境变量 DUBAN_SITE 指定。"""


def main() -> None:
    """Run the command; a fault of ours is one sentence and exit code 1, wrong use is 2."""
    # A command makes many objects and ends: looking for rubbish this often is a tenth of its time.
    gc.set_threshold(100_000, 50, 100)
    try:
        group.main(standalone_mode=False)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except UnicodeEncodeError:
        click.echo("有一个参数不是可读的文字，终端应使用 UTF-8 编码，请重新输入", err=True)
        sys.exit(1)
    except DubanError as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)
    except Exception as fault:
        said = sentence(fault)
        if said is None:
            raise
        click.echo(said, err=True)
        sys.exit(1)
