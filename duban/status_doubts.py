"""What makes a word of completion (完成, 到位) no claim that the rectification is done.

A step before it (方案已完成), a part of it (一期, 3月份任务), a condition (完成后销号), a denial
or a hedge (视同完成, 但成效不明显): such a cell is asked or is partly done, never done.
"""

import re

FINISHED = r"(?:完成|办结|完结|完毕|到位|结束|落实|整改|达标|验收|销号|消除|解决)"
# Steps that come before the work itself, and papers about it.
STEP = (r"(?:(?<![按照依])(?:方案|计划|清单|台账)|规划|初稿|草案|草稿|文稿|材料|资料|报告|[排自]查|自评|摸排|摸底|调研|设计|立项|可研|勘[察测]|招标|招投标|采购"
        r"|前期|起草|编制|征求意见|部署|动员|分解|会议|培训|学习|宣讲|检查|调查|核查|核实|普查|手续|审批|批复|报批|报审|评审|论证"
        r"|投资|产值|征地|梳理|谈话|约谈|传达)")  # fmt: skip
WAYS = r"(?:工作|任务|事项|的|编制|制[定订]|起草|撰写|报送|上报|审核|整理|收集|阶段|环节|程序|流程|活动|准备|部分)*"
# 已完成初稿, 完成问题核查, 已完成整改方案报送
OF_A_STEP = re.compile(
    rf"(?:完成|办结|做好|结束)了?(?:对)?(?:(?!整改(?!方案|台账|清单|报告|计划|材料)|任务|改造|建设)[^,;。、()]){{0,8}}?(?:整改)?{STEP}{WAYS}(?:$|[,;。、(）)])"
    rf"|(?:完成|办结)了?(?:整改)?{STEP}"
)
STEP_DONE = re.compile(
    rf"{STEP}{WAYS}(?:均?已经?|均|全部|都|全|也|基本)*(?:通过审[核议批]|完成|办结|完毕|结束|完结|到位)"
)
# 资金已到位, 部署到位: means are there; whether the work is done is another question.
MEANS = re.compile(
    r"(?:资金|经费|款项|人员|人手|设备|物资|材料|认识|思想|责任|压力|部署|安排|分解|传达|组织|领导|保障|宣传|协调|沟通)[^,;。、()]{0,4}(?:到位|完毕)(?!整改)"
)
# 3月份任务, 一期, 前三项, 县级, 本阶段: what is done is a part.
PART = re.compile(
    r"(?:\d{1,2}月份?|[本当上]月度?|第?[一二三四1-4]季度?|[本上]季度?|[上下]半年|半年|今年|[本上]?年度?|(?:19|20)\d\d年度?|[本上]周|[本该此上]?阶段性?|近期|当前|前期)(?:的|整改|工作|重点)*(?:任务|工作|目标|计划|部分|内容)"
    r"|(?<![下进同逐初])第?[一二三四五六七八九\d]{1,2}(?:期|批|标段|步)(?![间限内货])|前[一二两三四五六七八九十\d]{1,3}[项批期个]|第[一二三四五六七八九十\d]{1,3}[项个条]"
    r"|^(?:县|区|市|镇|乡|街道|村|局机关|机关|本级|总部|本部|省|部门|基层|主城区)级?(?:已|均|的|整改|任务)*(?:完成|到位|办结)"
)
WHOLE = re.compile(r"全部|均已|都已|所有|各(?:阶段|期|批)|[共全][\d一二三四五六七八九十]+")
# 完成后销号, 一旦完成, 待…后: nothing has happened yet.
CONDITION = re.compile(
    rf"(?<![接招等对])待(?!遇)[^,;。]{{1,14}}?(?:之|以)?后(?!续)|^(?!.*已(?!经?(?:制|起草|具))).*{FINISHED}(?:之|以)?后(?!续)"
    r"|一旦|如果|(?<![仅恍假])若(?!干)|倘|只要|除非|即可|方可|方能|才能|视[^,;。]{1,8}(?:而定|情况)"
)
# What people say of a completion they do not vouch for.
HEDGE = re.compile(
    r"视[同为作]|认[为定可]|据(?:报|称|悉|反映|说|反馈)|反映(?!的|问题|情况|强烈|事项)|声称|自称|宣称|承诺(?!书|制|事项)|表面|形式上|名义上|口头|纸面|能否|是否|与否|疑似|未必|可能|或许|大概|应该|似乎"
    r"|不确定|待定|存疑|有待|尚需|仍需|还需|(?:存在|有|面临|较大|一定)(?:的|一定|较大)*(?:困难|难度|压力|风险|阻力|差距)|(?:困难|难度|压力|阻力)(?:较|很|很?大)"
    r"|(?:但|不过|然而|虽)(?!(?:尚|还|仍|暂)?(?:未|没有?)(?:能|经|获|申请|办理|进行|组织)*(?:验收|销号|销项|核销|审核|核查|复核|公示|提供|上传|提交|报送|附)|待)"
    r"|(?:效果|成效|质量)(?:不佳|不好|不明显|不显著|一般|较差|有限|不高|不理想)|(?:依然|仍然?|还)(?:存在|有(?!效|序))|(?:重复|再次|又)(?:出现|发生)|\?"
)
# 无法认定完成, 未发现完成证据: a denial with no 已 behind it.
DENIED = re.compile(
    rf"(?:未|没|无法|不能|不予|不得|难以|尚缺|缺少|不(?=可|够|认|算|是|敢|会|愿|肯|同意))(?!来)(?:(?!已|[,;。、()]).){{0,12}}{FINISHED}"
)
EVIDENCE = re.compile(r"完成(?:的)?(?:证[据明]|佐证|凭证|依据|材料|资料)")
# 已完成2项 says nothing of how many there are.
SOME_OF_UNKNOWN = re.compile(
    r"(?:完成|办结|整改|解决|落实|处理)了?(?:整改)?(?:\d+|[一二两三四五六七八九十]+|多|数|几)[项个件条户处家名批起宗]|(?:完成|办结|整改|解决)了?若干"
)
REMAINS = re.compile(
    r"剩余|余下|尚余|尚有|还有|还剩|只剩|仅剩|剩下|尚缺|仍有|其余(?!均|已|都|全)|除[^,;。]{1,12}(?:外|之外|以外)|(?:已|了)[^,;。]{0,4}(?:部分|个别)(?=款|资|人|户|问|事|项)"
)


def partly(words: str) -> bool:
    """Whether a clause says that a step or a part was completed, not the whole."""
    if OF_A_STEP.search(words) or STEP_DONE.search(words):
        return True
    return bool(PART.search(words) or SOME_OF_UNKNOWN.search(words)) and not WHOLE.search(words)


def doubtful(words: str) -> bool:
    """Whether a clause holds a word of completion that claims nothing."""
    return any(p.search(words) for p in (MEANS, CONDITION, HEDGE, DENIED, EVIDENCE))
