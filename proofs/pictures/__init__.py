"""Pictures of the safety case, drawn from data: fault trees and the goal structure. SVG 1.1, no script, no outside reference."""
