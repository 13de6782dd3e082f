/* The words of the messages; see message_words.h. */
#include "notify/message_words.h"

static const struct message_words english = {
    .subject = "{{node}}: {{headline}}",
    .body = "{{again}}\n"
            "{{headline}}\n"
            "\n"
            "When:            {{time}}\n"
            "Host:            {{host}}[[ (cluster {{cluster}})]]\n"
            "Virtual router:  {{instance}}[[ vrid {{vrid}}]][[, {{family}}]][[ on {{interface}}]]\n"
            "Sync group:      {{group}}\n"
            "Service:         {{service}}\n"
            "Server:          {{server}}\n"
            "State:           [[{{from}} -> ]]{{state}}[[, priority {{priority}}]]\n"
            "Why:             {{reason}}[[ ({{reason_code}})]]\n"
            "Other master:    {{master}}[[, priority {{master_priority}}]]\n"
            "Addresses:       {{vips}}\n"
            "Severity:        {{severity}}[[ {{code}}]]\n"
            "Since:           {{since}}\n"
            "Lasted:          {{duration}}\n"
            "Seen from:       {{vantage}}\n"
            "\n"
            "Cause: {{cause}}\n"
            "Fix:   {{fix}}\n"
            "\n"
            "[[Masters:\n{{masters}}\n]]\n"
            "[[Evidence: {{evidence}}\n]]\n"
            "[[Changes, oldest first[[ ({{omitted}} older ones were not kept)]]:\n{{changes}}\n]]\n"
            "[[Addresses of {{host_of_addresses}}:\n{{addresses}}\n]]\n"
            "-- \n"
            "vrrpnotify on {{host}}[[, event {{sequence}} of {{source}}]]\n",
    .headlines =
        {
            [MESSAGE_TRANSITION] = "{{where}} is {{state}}[[, {{vip}}]]",
            [MESSAGE_SERVER] = "server {{server}} of {{service}} is {{state}}",
            [MESSAGE_QUORUM] = "quorum of {{service}} is {{state}}",
            [MESSAGE_INCIDENT] = "{{severity}} {{code}}[[ vrid {{vrid}}]][[ ({{vip}})]][[: {{cause}}]]",
            [MESSAGE_REMINDER] =
                "still open after {{span}}: {{severity}} {{code}}[[ vrid {{vrid}}]][[ ({{vip}})]]"
                "[[: {{cause}}]]",
            [MESSAGE_HEALED] = "healed after {{span}}: {{code}}[[ vrid {{vrid}}]][[ ({{vip}})]]"
                               "[[, {{master}} is master]]",
            [MESSAGE_DIGEST] = "{{where}}: {{count}} changes in {{span}}[[, now {{state}}]]",
            [MESSAGE_STABLE] = "{{where}} is stable again[[: {{state}}]]",
            [MESSAGE_OTHER] = "{{where}}: {{kind}}",
            [MESSAGE_TEST] = "test message",
        },
    .again = "This message may have been sent before: the sender was interrupted and cannot know.\n",
    .group = "sync group",
    .priority = "priority",
    .day = "d",
    .hour = "h",
    .minute = "min",
    .second = "s",
    .severities = {{"critical", "CRITICAL"}, {"warning", "WARNING"}, {"info", "INFO"}},
    .kinds = {{"master-rx-lower", "a master heard a weaker master"},
              {"master-confirmed", "is master still: nobody else is any more"},
              {"fence", "the loser of a split brain is fenced"}},
};

static const struct message_words chinese = {
    .subject = "{{node}}: {{headline}}",
    .body = "{{again}}\n"
            "{{headline}}\n"
            "\n"
            "时间：{{time}}\n"
            "主机：{{host}}[[（集群 {{cluster}}）]]\n"
            "虚拟路由器：{{instance}}[[ vrid {{vrid}}]][[，{{family}}]][[，接口 {{interface}}]]\n"
            "同步组：{{group}}\n"
            "服务：{{service}}\n"
            "后端：{{server}}\n"
            "状态：[[{{from}} -> ]]{{state}}[[，优先级 {{priority}}]]\n"
            "原因：{{reason}}[[（{{reason_code}}）]]\n"
            "另一主节点：{{master}}[[，优先级 {{master_priority}}]]\n"
            "虚拟地址：{{vips}}\n"
            "级别：{{severity}}[[ {{code}}]]\n"
            "开始于：{{since}}\n"
            "持续：{{duration}}\n"
            "观测点：{{vantage}}\n"
            "\n"
            "起因：{{cause}}\n"
            "处理：{{fix}}\n"
            "\n"
            "[[主节点：\n{{masters}}\n]]\n"
            "[[依据：{{evidence}}\n]]\n"
            "[[变化（由旧到新）[[，更早的 {{omitted}} 次未保留]]：\n{{changes}}\n]]\n"
            "[[{{host_of_addresses}} 的地址：\n{{addresses}}\n]]\n"
            "-- \n"
            "vrrpnotify，{{host}}[[，{{source}} 事件 {{sequence}}]]\n",
    .headlines =
        {
            [MESSAGE_TRANSITION] = "{{where}} 变为 {{state}}[[，{{vip}}]]",
            [MESSAGE_SERVER] = "{{service}} 的后端 {{server}} 为 {{state}}",
            [MESSAGE_QUORUM] = "{{service}} 的法定数（quorum）为 {{state}}",
            [MESSAGE_INCIDENT] = "{{severity}} {{code}}[[ vrid {{vrid}}]][[（{{vip}}）]][[：{{cause}}]]",
            [MESSAGE_REMINDER] = "{{span}} 后仍未恢复：{{severity}} {{code}}[[ vrid {{vrid}}]][[（{{vip}}）]]"
                                 "[[：{{cause}}]]",
            [MESSAGE_HEALED] = "{{span}} 后恢复：{{code}}[[ vrid {{vrid}}]][[（{{vip}}）]]"
                               "[[，主节点为 {{master}}]]",
            [MESSAGE_DIGEST] = "{{where}} 在 {{span}} 内变化 {{count}} 次[[，现为 {{state}}]]",
            [MESSAGE_STABLE] = "{{where}} 恢复稳定[[：{{state}}]]",
            [MESSAGE_OTHER] = "{{where}}：{{kind}}",
            [MESSAGE_TEST] = "测试邮件",
        },
    .again = "本邮件可能重复：发送程序曾被中断，无法得知此前是否已经送达。\n",
    .group = "同步组",
    .priority = "优先级",
    .day = "天",
    .hour = "小时",
    .minute = "分",
    .second = "秒",
    .severities = {{"critical", "严重"}, {"warning", "警告"}, {"info", "提示"}},
    .kinds = {{"master-rx-lower", "主节点收到优先级更低的主节点的通告"},
              {"master-confirmed", "仍为主节点，冲突已结束"},
              {"fence", "正在隔离脑裂中的失败方"}},
};

const struct message_words *message_words(enum conf_language language)
{
    return language == CONF_LANGUAGE_CHINESE ? &chinese : &english;
}
