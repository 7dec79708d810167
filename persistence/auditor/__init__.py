"""De auditor: zijn account, zijn sessie, en wat hij uit het berichtenlog te zien krijgt."""
