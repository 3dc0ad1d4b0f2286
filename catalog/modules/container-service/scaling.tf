resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this.name}"
  min_capacity       = local.min_tasks
  max_capacity       = var.max_tasks
}

resource "aws_appautoscaling_policy" "this" {
  for_each = {
    cpu    = { metric = "ECSServiceAverageCPUUtilization", percent = 60 }
    memory = { metric = "ECSServiceAverageMemoryUtilization", percent = 75 }
  }

  name               = each.key
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = each.value.percent
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = each.value.metric
    }
  }
}

locals {
  alarms = {
    cpu = {
      namespace  = "AWS/ECS"
      metric     = "CPUUtilization"
      statistic  = "Average"
      threshold  = 90
      dimensions = { ClusterName = aws_ecs_cluster.this.name, ServiceName = aws_ecs_service.this.name }
      text       = "The tasks of ${var.name} have been above 90 % of their CPU for 15 minutes: max_tasks may be too low."
    }
    memory = {
      namespace  = "AWS/ECS"
      metric     = "MemoryUtilization"
      statistic  = "Average"
      threshold  = 90
      dimensions = { ClusterName = aws_ecs_cluster.this.name, ServiceName = aws_ecs_service.this.name }
      text       = "The tasks of ${var.name} have been above 90 % of their memory for 15 minutes: size may be too small."
    }
    errors = {
      namespace  = "AWS/ApplicationELB"
      metric     = "HTTPCode_Target_5XX_Count"
      statistic  = "Sum"
      threshold  = 10
      dimensions = { LoadBalancer = one(aws_lb.this[*].arn_suffix) }
      text       = "${var.name} has answered with more than 10 server errors in five minutes, three times in a row."
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = { for key in ["cpu", "errors", "memory"] : key => key if var.alarm_topic != null && (key != "errors" || local.balanced) }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = local.alarms[each.key].text
  namespace           = local.alarms[each.key].namespace
  metric_name         = local.alarms[each.key].metric
  dimensions          = local.alarms[each.key].dimensions
  statistic           = local.alarms[each.key].statistic
  period              = 300
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = local.alarms[each.key].threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic[*].topic_arn
  ok_actions          = var.alarm_topic[*].topic_arn
}
